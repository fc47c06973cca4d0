// Which addresses an operator may have us write to: a request of ours must not reach what only this machine can reach.

import { lookup as lookupName } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { PipelineError } from '@tickermill/core';

/** Whether addresses of the own machine and of private networks are allowed. */
export interface OutboundRule {
  readonly allowPrivate: boolean;
}

/** Networks that are no part of the public internet: loopback, private, link-local, shared, reserved, multicast. */
const networks = {
  ipv4: '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3',
  ipv6: '::/127 64:ff9b::/96 64:ff9b:1::/48 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
} as const;
const notPublic = new BlockList();
for (const version of ['ipv4', 'ipv6'] as const) {
  for (const network of networks[version].split(' ')) {
    const [address = '', bits] = network.split('/');
    notPublic.addSubnet(address, Number(bits), version);
  }
}

/** Whether an IP address is not of the public internet. An IPv4 address in IPv6's clothes is judged as what it is. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  return version === 0 || notPublic.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

const refused = (host: string, why: string) =>
  new PipelineError('ADDRESS_REFUSED', `${host} ${why}`, { detail: { host } });
const isNotPublic = 'is not a public address; ALERT_PRIVATE_ADDRESSES=allowed permits it';

/**
 * The host of an address, checked: http or https, no user or password, and no private IP address unless allowed.
 * @throws {PipelineError} `ADDRESS_REFUSED`, which does not quote the address: its path may be a secret.
 */
export function checkAddress(address: string, { allowPrivate }: OutboundRule): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw refused('The address', 'must be http:// or https://, without a user or a password');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw refused(host, isNotPublic);
  return host;
}

/** Looks names up, and refuses those that lead to a private address: at the time of the connection, not before it. */
export const publicLookup: LookupFunction = (host, options, callback) =>
  lookupName(host, options, (error, address, family) => {
    const found = typeof address === 'string' ? [address] : (address ?? []).map((each) => each.address);
    const failure = error ?? (found.some(isPrivateAddress) ? refused(host, isNotPublic) : null);
    callback(failure, address, family);
  });

/**
 * The IP address of a host that is spoken to in another protocol than HTTP.
 * @throws {PipelineError} `ADDRESS_REFUSED` if it is private and that is not allowed.
 */
export async function resolveHost(host: string, { allowPrivate }: OutboundRule): Promise<string> {
  const found = isIP(host) === 0 ? await resolveName(host, { all: true }) : [{ address: host }];
  if (!allowPrivate && found.some(({ address }) => isPrivateAddress(address))) throw refused(host, isNotPublic);
  const [first] = found;
  if (!first) throw refused(host, 'has no address');
  return first.address;
}
