/**
 * The names that AWS's SDK integrations show: those of its SDK for Java 2, which are made from the names of the services'
 * models (`DBInstanceIdentifier` is `DbInstanceIdentifier`, `NoSuchKey` is `NoSuchKeyException`).
 */

/** Words that are no member's name in Java, or that every Java object has; the SDK adds what they are. */
const reserved: Readonly<Record<string, string>> = {
  Default: 'DefaultValue',
  Equals: 'EqualsValue',
  GetClass: 'GetClassValue',
  HashCode: 'HashCodeValue',
  // The SDK's own change to DynamoDB's AttributeValue.
  NULL: 'Nul',
}

/** A member of a model, as parameters and results of an SDK integration name it. */
export function memberName(modelled: string): string {
  const renamed = reserved[modelled[0]!.toUpperCase() + modelled.slice(1)]
  if (renamed !== undefined) return renamed
  const lower = uncapitalize(modelled)
  return lower[0]!.toUpperCase() + lower.slice(1)
}

/** An error of a model: `Fault` at its end becomes `Exception`, and what has neither gets it. */
export function exceptionName(modelled: string): string {
  const base = modelled.replace(/(Fault|Exception)$/, '')
  return `${pascalCase(base)}Exception`
}

/** `DynamoDB` is `DynamoDb`, `Secrets Manager` is `SecretsManager`. */
export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())
    .join('')
}

function words(name: string): readonly string[] {
  return name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([a-z])([A-Z][A-Za-z0-9])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([A-Za-z])/g, '$1 $2')
    .split(' ')
    .filter((word) => word !== '')
}

/** The run of capitals at the beginning in lower case, except for the one that begins the next word. */
function uncapitalize(name: string): string {
  const run = /^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+/.exec(name)?.[0] ?? ''
  return run.toLowerCase() + name.slice(run.length)
}
