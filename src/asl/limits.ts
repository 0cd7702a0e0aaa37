/** The named limits of reading a definition. */

/** Longest name of a state, in characters (Amazon States Language, "States"). */
export const stateNameLengthMax = 80

/** Longest name of a variable, in characters (AWS developer guide, "Passing data between states with variables"). */
export const variableNameLengthMax = 80

/** Longest label of a Distributed Map, in characters (AWS developer guide, "Distributed Map state fields"). */
export const labelLengthMax = 40

/** How deep Parallel and Map states may nest in one another. */
export const blockDepthMax = 64

/** How deep the text of a definition may nest; the base's limit for any JSON document. */
export { jsonDepthMax as syntaxDepthMax } from '#base'

/** How many nodes YAML aliases may add to a definition; a few lines of them can stand for billions. */
export const aliasedNodesMax = 100_000

/** How many findings are reported; what is beyond says nothing new. */
export const diagnosticsMax = 1000

/** How often a definition is read again after its fixes were applied. */
export const fixRoundsMax = 12
