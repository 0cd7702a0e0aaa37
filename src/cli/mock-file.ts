/**
 * The file that `SFN_MOCK_CONFIG` names: read when the server starts, and again when it has changed.
 *
 * A file that has become wrong does not take effect: the one before it stays, and the log says why.
 */
import { tryParseJson } from '#base'
import { MockConfiguration, MockConfigurationError } from '#integrations'
import { readFileSync, statSync } from 'node:fs'
import { UserError } from './user-error.ts'

export interface MockFile {
  /** The configuration as it was read last. */
  readonly current: () => MockConfiguration
  /** Whether there is such a test case, after a look whether the file has changed. */
  has(stateMachineName: string, testCase: string): boolean
}

/** Throws UserError where the file cannot be read or is no mock configuration. */
export function openMockFile(file: string, report: (error: Error) => void): MockFile {
  let readAt = changedAt(file)
  let configuration = readMockFile(file)
  const refresh = (): void => {
    try {
      const at = changedAt(file)
      if (at === readAt) return
      readAt = at
      configuration = readMockFile(file)
    } catch (error) {
      report(error as Error)
    }
  }
  return {
    current: () => configuration,
    has(stateMachineName, testCase) {
      refresh()
      return configuration.has(stateMachineName, testCase)
    },
  }
}

function readMockFile(file: string): MockConfiguration {
  const document = tryParseJson(readText(file))
  if (document === undefined) throw new UserError(`${file} (SFN_MOCK_CONFIG) is no JSON`)
  try {
    return MockConfiguration.read(document)
  } catch (error) {
    if (error instanceof MockConfigurationError)
      throw new UserError(`${file} (SFN_MOCK_CONFIG): ${error.message}`)
    throw error
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`${file} (SFN_MOCK_CONFIG) cannot be read: ${(error as Error).message}`)
  }
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
