/** `npm run check`: all that can be said of the source without running it. */
import { runParts } from './run-part.ts'

process.exitCode = await runParts([
  { name: 'format (oxfmt)', command: ['node_modules/.bin/oxfmt', '--check'] },
  { name: 'lint (oxlint, type-aware)', command: ['node_modules/.bin/oxlint'] },
  { name: 'types (tsc)', command: ['node_modules/.bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the pure rooms', command: ['node_modules/.bin/tsc', '-p', 'tsconfig.pure.json'] },
  {
    name: 'tidy',
    command: [
      process.execPath,
      '--test',
      '--test-reporter',
      './tools/quiet-reporter.ts',
      'tools/tidy.test.ts',
    ],
  },
])
