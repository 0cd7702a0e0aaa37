/**
 * Request shapes as data: what AWS's model says about the members of each request.
 *
 * Owns: the kinds of shapes and the TypeScript types that follow from them. `validate.ts` interprets them.
 */
export type Shape =
  | StringShape
  | IntegerShape
  | FloatShape
  | BooleanShape
  | ListShape
  | MapShape
  | StructureShape

export interface StringShape {
  readonly type: 'string'
  /** Lengths in characters. */
  readonly minLength?: number
  readonly maxLength?: number
  /** Largest length in UTF-8 bytes, by the name of the server's limit. */
  readonly bytesMax?: 'payloadBytesMax' | 'definitionBytesMax'
  readonly pattern?: RegExp
  /** The pattern as AWS's model writes it, which its message shows; where that is not the pattern without its anchors. */
  readonly patternText?: string
  /** The values of an enum, in the order in which AWS's message lists them. */
  readonly values?: readonly string[]
  /** AWS leaves sensitive values out of its messages. */
  readonly sensitive?: true
}

export interface IntegerShape {
  readonly type: 'integer'
  readonly min: number
  readonly max: number
}

export interface FloatShape {
  readonly type: 'float'
  readonly min: number
  readonly max: number
}

export interface BooleanShape {
  readonly type: 'boolean'
}

export interface ListShape {
  readonly type: 'list'
  readonly member: Shape
  readonly minLength?: number
  readonly maxLength?: number
}

/** Texts by any names. */
export interface MapShape {
  readonly type: 'map'
  readonly value: StringShape
}

export type Members = Readonly<Record<string, Shape>>

export interface StructureShape {
  readonly type: 'structure'
  /** The name of AWS's structure, which its messages print. */
  readonly name: string
  readonly required: Members
  readonly optional: Members
}

/** The value that a shape describes, once `readStructure` has checked it. */
export type ValueOf<S extends Shape> = S extends StringShape
  ? S['values'] extends readonly (infer V)[]
    ? V
    : string
  : S extends IntegerShape | FloatShape
    ? number
    : S extends BooleanShape
      ? boolean
      : S extends { readonly type: 'list'; readonly member: infer M extends Shape }
        ? readonly ValueOf<M>[]
        : S extends MapShape
          ? Readonly<Record<string, string>>
          : S extends {
                readonly type: 'structure'
                readonly required: infer R extends Members
                readonly optional: infer O extends Members
              }
            ? { readonly [K in keyof R]: ValueOf<R[K]> } & { readonly [K in keyof O]?: ValueOf<O[K]> }
            : never
