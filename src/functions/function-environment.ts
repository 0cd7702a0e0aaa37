/**
 * The environment of a function's process: what a Lambda function would see, and what a program needs to start.
 *
 * Of the server's own environment only the names below pass (paths, locale, proxies, certificates): its keys and
 * passwords are not the functions'. What a function needs besides comes from its configuration and from the server's
 * option `environment` (credentials and endpoints).
 */
const inherited = [
  'PATH',
  'HOME',
  'USER',
  'SHELL',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'PYTHONPATH',
  'VIRTUAL_ENV',
] as const

export interface EnvironmentOf {
  readonly name: string
  readonly region: string
  readonly folder: string
  readonly handler: string
  readonly runtime: string
  readonly memoryMegabytes: number
  /** The server's and the function's own; these win. */
  readonly extra: Readonly<Record<string, string>>
}

export function functionEnvironment(of: EnvironmentOf): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of inherited) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return {
    ...environment,
    TZ: 'UTC',
    PYTHONUNBUFFERED: '1',
    AWS_REGION: of.region,
    AWS_DEFAULT_REGION: of.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${of.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${of.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local/[$LATEST]',
    LAMBDA_TASK_ROOT: of.folder,
    _HANDLER: of.handler,
    ...of.extra,
  }
}
