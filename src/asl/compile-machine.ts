/** The machine of a definition in which the rules found no error. */
import { assert, toNumber, unreachable } from '#base'
import { variableReferences } from './analysis/variables.ts'
import type { Block, Machine, State } from './machine.ts'
import type { BlockSyntax, Outline, StateSyntax } from './outline.ts'
import { compileChoice } from './states/choice.ts'
import { compileFail } from './states/fail.ts'
import { FieldReader } from './states/field-reader.ts'
import { compileMap } from './states/map.ts'
import { compileParallel } from './states/parallel.ts'
import { compilePass } from './states/pass.ts'
import { compileSucceed } from './states/succeed.ts'
import { compileTask } from './states/task.ts'
import { compileWait } from './states/wait.ts'
import { stringOf, valueOf } from './syntax/node.ts'

export function compileMachine(outline: Outline): Machine {
  const states = new Map(outline.states.map((state) => [state.name, compileState(state, outline)]))
  const comment = stringOf(outline.root, 'Comment')
  const timeout = valueOf(outline.root, 'TimeoutSeconds')
  return {
    root: compileBlock(outline.blocks[0]!),
    states,
    variableReferences: variableReferences(outline),
    ...(comment === undefined ? {} : { comment }),
    ...(timeout?.kind === 'number' ? { timeoutSeconds: toNumber(timeout.value) } : {}),
  }
}

function compileBlock(block: BlockSyntax): Block {
  const startAt = stringOf(block.node, 'StartAt')
  assert(startAt !== undefined, `${block.node.pointer} has no StartAt`)
  return { startAt, stateNames: [...block.states.keys()] }
}

function compileState(state: StateSyntax, outline: Outline): State {
  const fields = FieldReader.of(state, outline)
  const { type } = state
  assert(type, `${state.node.pointer} has no known Type`)
  switch (type) {
    case 'Pass':
      return compilePass(state, fields)
    case 'Task':
      return compileTask(state, fields)
    case 'Choice':
      return compileChoice(state, fields)
    case 'Wait':
      return compileWait(state, fields)
    case 'Succeed':
      return compileSucceed(state, fields)
    case 'Fail':
      return compileFail(state, fields)
    case 'Parallel':
      return compileParallel(state, fields, state.blocks.map(compileBlock))
    case 'Map':
      return compileMap(state, fields, state.blocks.map(compileBlock))
    default:
      return unreachable(type)
  }
}
