/**
 * The console's API of drafts: definitions that are being written.
 *
 * `GET drafts`, `POST drafts`, `GET|PUT|DELETE drafts/ID`, `POST drafts/ID/publish`. A draft's `edition` counts its
 * changes; who changes, deletes or publishes one says which edition they have seen, and is answered 409 with the draft
 * as it is where that is another one.
 */
import { stateMachineArn, utf8Length, type JsonObject } from '#base'
import type { DraftEdition, OtherEdition, PublishDraft, PublishDraftRefused } from '#engine'
import type { Draft, DraftSummary, MachineRecord } from '#store'
import { checkAccount } from './access.ts'
import { ValidationException } from './common-errors.ts'
import { writeConfiguration } from './configuration.ts'
import { bodyMembers, optionalCount, optionalText, requiredText } from './console-body.ts'
import { ConsoleRefusal, type ConsoleCall, type ConsoleRoute } from './console-route.ts'
import {
  KmsAccessDeniedException,
  ServiceQuotaExceededException,
  StateMachineAlreadyExists,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  StateMachineLimitExceeded,
} from './errors.ts'
import { checkRoleArn, readStateMachineArn } from './resource-arn.ts'
import { checkName } from './resource-name.ts'

const titleCharactersMax = 256

export const draftRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: 'drafts', needs: 'read', run: list },
  { method: 'POST', path: 'drafts', needs: 'administer', run: begin },
  { method: 'GET', path: 'drafts/:id', needs: 'read', run: read },
  { method: 'PUT', path: 'drafts/:id', needs: 'administer', run: change },
  { method: 'DELETE', path: 'drafts/:id', needs: 'administer', run: remove },
  { method: 'POST', path: 'drafts/:id/publish', needs: 'administer', run: publish },
]

async function list(call: ConsoleCall): Promise<object> {
  const drafts = await call.service.engine.drafts.list(call.caller)
  return { drafts: await Promise.all(drafts.map((draft) => shown(call, draft))) }
}

async function read(call: ConsoleCall): Promise<object> {
  const draft = await call.service.engine.drafts.draft(call.caller, idOf(call))
  if (!draft) throw unknownDraft(call)
  return { draft: await shown(call, draft) }
}

async function begin(call: ConsoleCall): Promise<object> {
  const body = bodyMembers(call.body, ['title', 'text', 'stateMachineArn'])
  const base = await baseOf(call, body)
  const { caller } = call
  const created = await call.service.engine.drafts.create({
    account: caller.account,
    region: caller.region,
    author: caller.principal,
    title: titleOf(body) ?? '',
    text: textOf(call, body) ?? base?.revision.definition ?? '',
    ...(base && { base }),
  })
  if ('draft' in created) return { draft: await shown(call, created.draft) }
  throw new ServiceQuotaExceededException(
    'The account has as many drafts as it may have. Delete some of them.',
  )
}

/** `stateMachineArn` says that the author has taken in what the state machine is now. */
async function change(call: ConsoleCall): Promise<object> {
  const body = bodyMembers(call.body, ['title', 'text', 'edition', 'stateMachineArn'])
  const [title, text, base] = [titleOf(body), textOf(call, body), await baseOf(call, body)]
  const changed = await call.service.engine.drafts.change({
    ...editionOf(call, optionalCount(body, 'edition')),
    author: call.caller.principal,
    ...(title !== undefined && { title }),
    ...(text !== undefined && { text }),
    ...(base && { base }),
  })
  if ('draft' in changed && !('refused' in changed)) return { draft: await shown(call, changed.draft) }
  throw 'draft' in changed ? await otherEdition(call, changed) : unknownDraft(call)
}

async function remove(call: ConsoleCall): Promise<object> {
  const edition = call.parameter('edition')
  const deleted = await call.service.engine.drafts.delete(
    editionOf(call, edition === '' ? undefined : optionalCount({ edition: Number(edition) }, 'edition')),
  )
  if (deleted === 'done') return {}
  throw await otherEdition(call, deleted)
}

async function publish(call: ConsoleCall): Promise<object> {
  const body = bodyMembers(call.body, ['edition', 'name', 'roleArn', 'type'])
  const request: PublishDraft = {
    ...editionOf(call, optionalCount(body, 'edition')),
    ...(body['name'] !== undefined && { create: newMachineOf(body) }),
  }
  const published = await call.service.engine.drafts.publish(request)
  if ('refused' in published) throw await publishRefusal(call, published, request)
  const { machine } = published
  const { revisionId, updatedAt } = machine.revision
  return { stateMachineArn: stateMachineArn(machine, machine.name), revisionId, updatedAt }
}

function newMachineOf(body: JsonObject): NonNullable<PublishDraft['create']> {
  const name = requiredText(body, 'name')
  checkName(name)
  const roleArn = requiredText(body, 'roleArn')
  checkRoleArn(roleArn)
  const type = optionalText(body, 'type') ?? 'STANDARD'
  if (type !== 'STANDARD' && type !== 'EXPRESS')
    throw new ValidationException(`'type' has to be STANDARD or EXPRESS, and is ${type}.`)
  return { name, roleArn, type, configuration: writeConfiguration({}) }
}

// ------------------------------------------------------------------------------------------------ what was sent

function idOf({ params }: ConsoleCall): string {
  return params['id'] ?? ''
}

function editionOf(call: ConsoleCall, edition: number | undefined): DraftEdition {
  const { account, region } = call.caller
  return { account, region, id: idOf(call), ...(edition !== undefined && { edition }) }
}

function titleOf(body: JsonObject): string | undefined {
  const title = optionalText(body, 'title')
  if (title !== undefined && title.length > titleCharactersMax)
    throw new ValidationException(
      `'title' has ${title.length} characters; at most ${titleCharactersMax} are allowed.`,
    )
  return title
}

/** Any text that is not longer than a definition may be. */
function textOf({ service }: ConsoleCall, body: JsonObject): string | undefined {
  const text = optionalText(body, 'text')
  const { definitionBytesMax } = service.limits
  if (text !== undefined && utf8Length(text) > definitionBytesMax)
    throw new ValidationException(`'text' is longer than a definition may be: ${definitionBytesMax} bytes.`)
  return text
}

/** The state machine that the draft is for, as it is now. Throws StateMachineDoesNotExist. */
async function baseOf(
  { service, caller }: ConsoleCall,
  body: JsonObject,
): Promise<MachineRecord | undefined> {
  const arn = optionalText(body, 'stateMachineArn')
  if (arn === undefined) return undefined
  const { qualifier, ...named } = readStateMachineArn(arn)
  const what = { action: 'console:drafts', resource: arn }
  checkAccount(caller, named.account, what)
  const isHere = qualifier === undefined && named.region === caller.region
  const machine = isHere ? await service.engine.catalog.machine(named, named.name) : undefined
  if (!machine) throw new StateMachineDoesNotExist(arn)
  return machine
}

// ---------------------------------------------------------------------------------------------- what is answered

async function shown({ service }: ConsoleCall, draft: DraftSummary | Draft): Promise<object> {
  const { base, ...own } = draft
  if (!base) return own
  const machine = await service.engine.catalog.machine(draft, base.stateMachineName)
  const began = await service.engine.catalog.revision(base.revision)
  return {
    ...own,
    base: {
      stateMachineArn: stateMachineArn(draft, base.stateMachineName),
      revisionId: began?.revisionId ?? null,
      /** Whether the state machine is still as the author has seen it. */
      isCurrent: machine?.revision.number === base.revision,
    },
  }
}

function unknownDraft(call: ConsoleCall): ConsoleRefusal {
  return new ConsoleRefusal('DraftDoesNotExist', `There is no draft ${idOf(call)}.`, { statusCode: 404 })
}

async function otherEdition(call: ConsoleCall, { draft }: OtherEdition): Promise<ConsoleRefusal> {
  const message = `The draft was changed by ${draft.author} meanwhile and is at edition ${draft.edition}. Look at it, and say that edition.`
  return conflict(message, { draft: await shown(call, draft) })
}

async function publishRefusal(
  call: ConsoleCall,
  refused: PublishDraftRefused,
  { create }: PublishDraft,
): Promise<Error> {
  const arn = stateMachineArn(call.caller, create?.name ?? '')
  switch (refused.refused) {
    case 'unknown-draft':
      return unknownDraft(call)
    case 'other-edition':
      return otherEdition(call, refused)
    case 'other-base': {
      const { machine, draft } = refused
      const { definition, revisionId, updatedAt } = machine.revision
      return conflict(
        'The state machine has changed since the draft was begun. Take its changes in, and change the draft with its stateMachineArn; then publish it.',
        { draft: await shown(call, draft), current: { definition, revisionId, updatedAt } },
      )
    }
    case 'nothing-to-create':
      return new ValidationException("A new state machine needs a 'name' and a 'roleArn'.")
    case 'nothing-to-name':
      return new ValidationException("The draft is for a state machine that has its 'name' already.")
    case 'invalid-definition':
      return new ConsoleRefusal(
        'InvalidDefinition',
        'The draft is not valid; the diagnostics say where and why.',
        {
          statusCode: 400,
          shown: { diagnostics: refused.diagnostics },
        },
      )
    case 'unknown-kms-key':
      return new KmsAccessDeniedException(refused.kmsKeyId)
    case 'exists':
      return new StateMachineAlreadyExists(arn)
    case 'too-many':
      return new StateMachineLimitExceeded()
    case 'deleting':
      return new StateMachineDeleting(arn)
    case 'unknown-state-machine':
      return conflict('The state machine that the draft is for is gone. Start a new draft with its text.', {})
    case 'other-description':
    case 'too-many-versions':
      return conflict(`The state machine cannot be published: ${refused.refused}.`, {})
  }
}

function conflict(message: string, members: object): ConsoleRefusal {
  return new ConsoleRefusal('ConflictException', message, { statusCode: 409, shown: members })
}
