/** Every check of a definition, in the order in which AWS reports what they find at one place. */
import { choiceDefaults } from './choice-defaults.ts'
import { endlessLoops } from './endless-loops.ts'
import { impossiblePaths } from './impossible-paths.ts'
import { literalPaths } from './literal-paths.ts'
import { shadowedHandlers } from './shadowed-handlers.ts'
import { choiceConditions } from './choice-conditions.ts'
import { credentials } from './credentials.ts'
import { duplicateNames } from './duplicate-names.ts'
import { errorNameLists } from './error-names.ts'
import { exclusiveFields } from './exclusive-fields.ts'
import { expressResources } from './express-resources.ts'
import { heartbeats } from './heartbeats.ts'
import { knownFields } from './known-fields.ts'
import { nestingDepth } from './nesting-depth.ts'
import { nextOrEnd } from './next-or-end.ts'
import { nonEmpty } from './non-empty.ts'
import { paths } from './paths.ts'
import { queryLanguages } from './query-languages.ts'
import { reachableStates } from './reachable-states.ts'
import { requiredFields } from './required-fields.ts'
import { resources } from './resources.ts'
import { retryDelays } from './retry-delays.ts'
import { failingCalls } from './failing-calls.ts'
import { unmatchableErrors } from './unmatchable-errors.ts'
import type { Rule } from './rule.ts'
import { expressMaps } from './express-maps.ts'
import { itemBatchers } from './item-batchers.ts'
import { itemReaders } from './item-readers.ts'
import { jsonataExpressions } from './jsonata-expressions.ts'
import { jsonataReferences } from './jsonata-references.ts'
import { mapLabels } from './map-labels.ts'
import { mapModes } from './map-modes.ts'
import { misplacedExpressions } from './misplaced-expressions.ts'
import { resultWriters } from './result-writers.ts'
import { templateNames } from './template-names.ts'
import { unknownFunctions } from './unknown-functions.ts'
import { unknownVariables } from './unknown-variables.ts'
import { unusedVariables } from './unused-variables.ts'
import { variableNames } from './variable-names.ts'
import { variableScopes } from './variable-scopes.ts'
import { stateNames } from './state-names.ts'
import { stateTypeNames } from './state-types.ts'
import { templates } from './templates.ts'
import { terminalState } from './terminal-state.ts'
import { timestamps } from './timestamps.ts'
import { transitionTargets } from './transition-targets.ts'
import { valueChoices } from './value-choices.ts'
import { valueRanges } from './value-ranges.ts'
import { valueTypes } from './value-types.ts'

export const allRules: readonly Rule[] = [
  nestingDepth,
  duplicateNames,
  requiredFields,
  knownFields,
  valueTypes,
  valueRanges,
  valueChoices,
  nonEmpty,
  timestamps,
  stateTypeNames,
  exclusiveFields,
  nextOrEnd,
  choiceConditions,
  paths,
  templates,
  templateNames,
  jsonataExpressions,
  jsonataReferences,
  variableNames,
  variableScopes,
  unknownVariables,
  credentials,
  resources,
  expressResources,
  expressMaps,
  itemReaders,
  itemBatchers,
  resultWriters,
  mapLabels,
  heartbeats,
  errorNameLists,
  retryDelays,
  queryLanguages,
  stateNames,
  transitionTargets,
  reachableStates,
  terminalState,
  impossiblePaths,
  endlessLoops,
  shadowedHandlers,
  unmatchableErrors,
  choiceDefaults,
  literalPaths,
  misplacedExpressions,
  mapModes,
  unusedVariables,
  unknownFunctions,
  failingCalls,
]
