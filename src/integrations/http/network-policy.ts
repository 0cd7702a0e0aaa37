/**
 * Which addresses the calls of a workflow may reach: what a workflow's author writes into a URL is no reason to let them
 * into the network that the server stands in (server-side request forgery).
 *
 * 1. An address is judged when the connection to it is made, after its name was looked up, so that a name that changes
 *    its address between two look-ups gains nothing.
 * 2. Addresses of the machine, of private networks and of links are reached on a laptop, or where they are listed.
 * 3. The addresses at which clouds hand out credentials are reached only where they are listed themselves.
 */
import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'

export interface NetworkRules {
  /** Whether private addresses and `http://` are fine: on a laptop. */
  readonly privateNetworks: boolean
  /** Host names, addresses and networks (`10.1.0.0/16`) that are fine all the same. */
  readonly allow: readonly string[]
}

/** Thrown where a call may not go. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

const privateNetworks = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
  '64:ff9b:1::/48',
])

const metadata = listOf([
  '169.254.169.254/31',
  '169.254.170.0/23',
  'fd00:ec2::/32',
  '100.100.100.200',
  '168.63.129.16',
])

export class NetworkPolicy {
  readonly #rules: NetworkRules
  readonly #allowed: BlockList
  readonly #allowedHosts: ReadonlySet<string>

  constructor(rules: NetworkRules) {
    this.#rules = rules
    this.#allowed = listOf(rules.allow.filter(isNetwork))
    this.#allowedHosts = new Set(
      rules.allow.filter((entry) => !isNetwork(entry)).map((host) => host.toLowerCase()),
    )
  }

  /** Checks what a URL says before anything is looked up. Throws AddressRefused. */
  checkUrl({ protocol, hostname }: URL): void {
    const host = hostname.replace(/^\[|\]$/g, '')
    const listed = this.#isListed(host)
    if (protocol === 'http:' && !this.#rules.privateNetworks && !listed) {
      throw new AddressRefused(
        `The endpoint is not https, and ${host} is not in the list of hosts that may be called without (http.allow).`,
      )
    }
    if (isIP(host) !== 0 && !listed) this.#check(host, host)
  }

  /** Looks a name up for a connection that is being made, and gives the addresses that may be reached. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      try {
        if (!this.#allowedHosts.has(hostname.toLowerCase())) {
          for (const { address } of found) this.#check(address, hostname)
        }
      } catch (refused) {
        return callback(refused as Error, '', 0)
      }
      if (options.all) return callback(null, found)
      callback(null, found[0]!.address, found[0]!.family)
    })
  }

  #isListed(host: string): boolean {
    return this.#allowedHosts.has(host.toLowerCase()) || (isIP(host) !== 0 && contains(this.#allowed, host))
  }

  #check(address: string, host: string): void {
    if (contains(this.#allowed, address)) return
    const refused =
      contains(metadata, address) || (!this.#rules.privateNetworks && contains(privateNetworks, address))
    if (!refused) return
    const where = host === address ? address : `${host} (${address})`
    throw new AddressRefused(
      `${where} is an address of this machine, of a private network or of a cloud's metadata, which workflows may not ` +
        'reach here. List it in stepwell.config.yaml (http.allow) where they may.',
    )
  }
}

/** Whether an entry is an address or a network, and no host name. */
export function isNetwork(entry: string): boolean {
  return isIP(entry.split('/')[0]!) !== 0
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string?]
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family)
  }
  return list
}

function contains(list: BlockList, address: string): boolean {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (v4 !== undefined) return list.check(v4, 'ipv4')
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
