/** The headers that an HTTP Task may not set (AWS developer guide, "Call HTTPS APIs"): those of the protocol and of AWS. */

const forbidden = new Set(
  `a-im accept-charset accept-datetime accept-encoding authorization cache-control connection content-encoding content-md5
  date expect forwarded from host http2-settings if-match if-modified-since if-none-match if-range if-unmodified-since
  max-forwards origin pragma proxy-authorization referer server te trailer transfer-encoding upgrade via warning
  content-length`.split(/\s+/),
)

export function isForbiddenHeader(name: string): boolean {
  const lower = name.toLowerCase()
  return forbidden.has(lower) || /^(x-forwarded-|x-amz-|x-amzn-)/.test(lower)
}
