/** Printing figures. */

export function print(what: string, figure: string): void {
  console.log(`  ${what.padEnd(64)} ${figure}`)
}

/** The value below which that share of the values lies. Sorts the list. */
export function percentile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN
}

export function perSecond(count: number, ms: number): string {
  return `${Math.round((count * 1000) / ms).toLocaleString('en')}/s`
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(2)} ms`
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}
