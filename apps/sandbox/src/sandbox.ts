import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAlphaVantage } from './alpha-vantage/source.ts';
import { makeApp } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import { openEodhd } from './eodhd/source.ts';
import { openEuronextListings } from './euronext-listings/source.ts';
import { openFaultBoard } from './faults/fault-board.ts';
import { openKrxOpenapi } from './krx-openapi/source.ts';
import { openKrxWeb } from './krx-web/source.ts';
import { exactWatch, watchLoop } from './loop-watch.ts';
import { openLseListings } from './lse-listings/source.ts';

import { openListedMarket } from './market/listed/listed-market.ts';
import { openPriceMarket } from './market/prices/price-market.ts';
import { watchlistListings } from './market/watchlist.ts';
import { openMassive } from './massive/source.ts';
import { openNasdaqListings } from './nasdaq-listings/source.ts';
import { openOverlay } from './overlay/overlay.ts';
import { openReferee } from './referee/referee.ts';
import { openEdgar } from './sec-edgar/edgar.ts';
import { openSecEdgar } from './sec-edgar/source.ts';
import { SandboxSettings, type SandboxSettingsInput } from './settings.ts';
import { openStooq } from './stooq/source.ts';
import { openXetraListings } from './xetra-listings/source.ts';
import { openYahoo } from './yahoo/source.ts';

/** A sandbox that listens. */
export interface Sandbox {
  /** `http://127.0.0.1:port`, to be used as `UPSTREAM_GATEWAY`. */
  readonly url: string;
  /** What its own routes want as a bearer token. */
  readonly token: string;
  /**
   * Prepares the files of a first start ahead of the first request. Prepared later, they would delay arrivals and pass
   * them on in a bunch: faster than they were sent.
   */
  prepare(): void;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Opens the pretend upstreams. Settings that are not acceptable are thrown as a ZodError. */
export async function openSandbox(input: SandboxSettingsInput, clock: Clock = systemClock): Promise<Sandbox> {
  const settings = SandboxSettings.parse(input);
  const token = settings.token ?? randomBytes(32).toString('hex');
  const edgar = openEdgar(settings);
  const secEdgar = openSecEdgar(edgar, settings);
  const prices = openPriceMarket(settings.seed, edgar.register);
  const listings = openListedMarket(settings);
  edgar.companyList.follow(listings.companyChanges());
  const loop = clock === systemClock ? watchLoop(clock) : exactWatch(clock);
  const tools = {
    sources: [
      secEdgar,
      openYahoo(prices, settings),
      openAlphaVantage(prices, settings),
      openStooq(prices, settings),
      openMassive(prices, settings),
      openEodhd(prices, settings),
      openNasdaqListings(listings),
      openEuronextListings(listings),
      openLseListings(listings),
      openXetraListings(listings),
      openKrxOpenapi(listings, settings),
      openKrxWeb(listings, settings),
    ],
    overlay: openOverlay(settings.folder),
    faults: openFaultBoard(settings.seed),
    referee: openReferee(),
    loop,
    clock,
  };
  // Connections stay open longer than any client's, so that none is closed under a request in flight.
  const server = createServer({ keepAliveTimeout: 120_000 }, makeApp(tools, { edgar, prices, listings, token }));
  loop.watch(server);
  const port = await listen(server, settings);
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    prepare() {
      const asked = { query: '', headers: {}, at: clock.now() };
      for (const { cik } of watchlistListings) secEdgar.answerTo('data.sec.gov', `/submissions/CIK${cik}.json`, asked);
    },
    async close() {
      loop.close();
      await close(server);
    },
  };
}

function listen(server: Server, { host, port }: SandboxSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve()); // an error here means that it was closed before
    server.closeAllConnections();
  });
}
