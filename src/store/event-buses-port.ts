/** The part of the port about event buses: buses, and their rules with targets. Few and small, they are read at the start. */
import type { Instant, Namespace } from '#base'

export interface EventBusRecord extends Namespace {
  readonly name: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly description?: string
}

/** Where a rule is: its bus has this name in this namespace. The bus `default` has no row. */
export interface RulePlace extends Namespace {
  readonly bus: string
  readonly name: string
}

export interface EventRuleRecord extends RulePlace {
  readonly state: 'ENABLED' | 'DISABLED'
  readonly pattern?: string
  readonly description?: string
  readonly roleArn?: string
  /** Its targets in the order in which they were put, as JSON text: opaque. */
  readonly targets: string
  readonly createdAt: Instant
}

/** Deleting what is not there does nothing. */
export type EventBusWrite =
  | { readonly kind: 'putEventBus'; readonly bus: EventBusRecord }
  | { readonly kind: 'deleteEventBus'; readonly at: Namespace; readonly name: string }
  | { readonly kind: 'putEventRule'; readonly rule: EventRuleRecord }
  | { readonly kind: 'deleteEventRule'; readonly rule: RulePlace }

export interface EventBusReads {
  /** All buses of all namespaces, by account, region and name. */
  eventBuses(): Promise<readonly EventBusRecord[]>
  /** All rules of all namespaces, by account, region, bus and name. */
  eventRules(): Promise<readonly EventRuleRecord[]>
}
