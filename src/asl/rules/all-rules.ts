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
import type { Rule } from './rule.ts'
import { stateNames } from './state-names.ts'
import { stateTypeNames } from './state-types.ts'
import { templates } from './templates.ts'
import { terminalState } from './terminal-state.ts'
import { timestamps } from './timestamps.ts'
import { transitionTargets } from './transition-targets.ts'
import { unsupportedFeatures } from './unsupported-features.ts'
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
  credentials,
  resources,
  expressResources,
  heartbeats,
  errorNameLists,
  retryDelays,
  queryLanguages,
  stateNames,
  transitionTargets,
  reachableStates,
  terminalState,
  unsupportedFeatures,
  impossiblePaths,
  endlessLoops,
  shadowedHandlers,
  choiceDefaults,
  literalPaths,
]
