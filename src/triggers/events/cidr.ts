/** `{"cidr": "10.0.0.0/24"}`: addresses of a network, of IPv4 or IPv6. */
import { InvalidEventPattern } from './invalid-event-pattern.ts'

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** Throws `InvalidEventPattern`. */
export function compileCidr(block: string, path: readonly string[]): (text: string) => boolean {
  const [text, length, ...others] = block.split('/')
  const network = parseAddress(text!)
  if (!network || others.length > 0)
    throw new InvalidEventPattern(`Malformed CIDR, one '/' required: ${block}`, path)
  const ones = length === undefined ? network.bits : Number(length)
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || ones > network.bits))
    throw new InvalidEventPattern(
      `Malformed CIDR, mask bits must be from 0 to ${network.bits}: ${block}`,
      path,
    )
  const shift = BigInt(network.bits - ones)
  const wanted = network.value >> shift
  return (candidate) => {
    const address = parseAddress(candidate)
    return address?.bits === network.bits && address.value >> shift === wanted
  }
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0n
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    value = (value << 8n) | BigInt(part)
  }
  return { bits: 32, value }
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?]
  const written = head.length + (tail?.length ?? 0)
  if (tail ? written > 7 : written !== 8) return undefined
  const zeros = Array.from({ length: 8 - written }, () => '0')
  let value = 0n
  for (const group of [...head, ...zeros, ...(tail ?? [])]) {
    if (!/^[\da-fA-F]{1,4}$/.test(group)) return undefined
    value = (value << 16n) | BigInt(`0x${group}`)
  }
  return { bits: 128, value }
}
