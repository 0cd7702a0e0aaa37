/**
 * What one evaluation of a JSONata expression may cost (invariant 9).
 *
 * The package checks its clock and its depth at every node that it evaluates; what happens inside one function call it
 * does not see, so the functions that can take long are paid for in steps before they run (`budget.ts`).
 */

/** An evaluation's time on the event loop, in milliseconds, where it can go on in a process of its own. */
export const onLoopMsMax = 20

/** Its time on the event loop where it cannot. */
export const aloneMsMax = 1000

/** Its time in a process of its own. */
export const elsewhereMsMax = 10_000

/**
 * Nodes whose evaluation may wait for others at once: some 30,000 calls of a function in itself, or as many groups of
 * one grouping. AWS stops at a depth near 100.
 */
export const depthMax = 100_000

/** Steps of some 10 ns that one call of a function may take on the event loop: a character, an item, a comparison. */
export const stepsOnLoopMax = 500_000

/** The same where there is no process to go on in. */
export const stepsAloneMax = 20_000_000

/** Items that one range (`[1..n]`, `$range`) may have; the package's own limit for the operator. */
export const rangeItemsMax = 10_000_000
