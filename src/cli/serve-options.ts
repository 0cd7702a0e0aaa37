/** The options that `serve` and `dev` share. What they mean is in read-settings.ts, which is loaded when one runs. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { encryptionKeysOption } from './encryption-keys-option.ts'
import { logLevels, type LogLevel } from './log-level.ts'

/** What the command line gives, before it is read. */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly data: string
  readonly limits: 'default' | 'aws'
  readonly retention: string
  readonly functions: string
  readonly config?: string
  readonly keys?: string
  readonly encryptionKeys?: string
  readonly open: boolean
  readonly otlpEndpoint?: string
  readonly trace?: 'configured' | 'all'
  readonly cloudwatchLogs?: boolean
  readonly logLevel: LogLevel
}

interface Defaults {
  readonly data?: string
  readonly logLevel: LogLevel
}

export function addServeOptions(command: Command, defaults: Defaults): Command {
  const data = new Option('--data <dir>', 'where everything durable lies; made when it is not there')
  const logLevel = new Option('--log-level <level>', 'what is logged, as JSON lines on stderr')
  return command
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', readPort, 8083)
    .addOption(defaults.data === undefined ? data.makeOptionMandatory() : data.default(defaults.data))
    .addOption(
      new Option('--limits <profile>', "aws enforces AWS's quotas")
        .choices(['default', 'aws'])
        .default('default'),
    )
    .option('--retention <time>', 'how long closed executions are kept: 90d, 36h, forever', '90d')
    .option('--functions <dir>', 'Lambda handlers: NAME.ts, NAME.js, NAME.py, NAME/index.ts', 'functions')
    .option(
      '--config <file>',
      'settings of functions and triggers (default: stepwell.config.yaml, if it is there)',
    )
    .option('--keys <file>', 'access keys: who may call, for which account, in which role')
    .addOption(encryptionKeysOption())
    .option('--open', 'let everybody call, also on an address that others can reach', false)
    .option(
      '--otlp-endpoint <url>',
      'an OpenTelemetry collector for spans (also OTEL_EXPORTER_OTLP_ENDPOINT)',
    )
    .addOption(
      new Option('--trace <which>', 'the state machines to trace: those that ask for it, or all')
        .choices(['configured', 'all'])
        .env('STEPWELL_TRACE')
        .default('configured'),
    )
    .addOption(
      new Option(
        '--cloudwatch-logs',
        'put log events into their log groups on AWS (also AWS_ENDPOINT_URL_CLOUDWATCH_LOGS)',
      ).env('STEPWELL_CLOUDWATCH_LOGS'),
    )
    .addOption(logLevel.choices(logLevels).env('STEPWELL_LOG_LEVEL').default(defaults.logLevel))
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('expected a number from 0 to 65535.')
  return port
}
