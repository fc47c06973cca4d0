import { PipelineError } from '@tickermill/core';
import type { Source } from './source.ts';

/**
 * Where a request of a source is sent: `https://A/B` itself, or `<gateway>/A/B`.
 * @throws {PipelineError} `HOST_NOT_LISTED` for another scheme, host, port or a URL with credentials.
 */
export function destination(source: Source, url: string, gateway: string | undefined): string {
  const asked = URL.canParse(url) ? new URL(url) : undefined;
  const isListed = asked?.protocol === 'https:' && asked.username === '' && source.hosts.includes(asked.host);
  if (!asked || !isListed) {
    throw new PipelineError('HOST_NOT_LISTED', `${url} is not at a host of ${source.name}; nothing was sent`, {
      detail: { url, source: source.id, hosts: source.hosts },
    });
  }
  const path = `${asked.pathname}${asked.search}`;
  return gateway === undefined ? `https://${asked.host}${path}` : `${gateway}/${asked.host}${path}`;
}

/** A gateway's address without the slash at its end. @throws {PipelineError} `CONFIG_INVALID` unless it is http or https. */
export function toGateway(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new PipelineError('CONFIG_INVALID', 'UPSTREAM_GATEWAY must be an address such as http://127.0.0.1:7421', {
      detail: { key: 'UPSTREAM_GATEWAY' },
    });
  }
  return url.href.replace(/\/+$/, '');
}
