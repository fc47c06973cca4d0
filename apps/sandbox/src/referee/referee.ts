// Counts requests, statuses and peaks of all hosts, for tests and benches.

import { type BanState, type Counts, type CountsReport, openCounts } from './counts.ts';

/** The body of `GET /_sandbox/stats`. */
export interface StatsReport {
  readonly hosts: Readonly<Record<string, CountsReport>>;
  /** All hosts of a source together. */
  readonly sources: Readonly<Record<string, CountsReport>>;
  readonly totals: CountsReport;
  /** The paths of the first 200 requests, `/host/path?query`, in the order of their arrival. */
  readonly firstRequests: readonly string[];
}

/** A request that the referee has seen arrive. */
export interface Arrival {
  readonly host: string;
  readonly source: string | null;
  readonly path: string;
  readonly at: number;
  /** It had not come before this; `at` is when the sandbox got round to it. */
  readonly earliest: number;
  readonly standing: BanState;
}

/** Who counts. */
export interface Referee {
  /** Notes a request; call the result once, when its answer has left or was broken off. */
  arrive(arrival: Arrival): (status: number | 'aborted', bytes: number) => void;
  report(): StatsReport;
  reset(): void;
}

const namedRequests = 200;
/** Beyond these, hosts that no one imitates are counted together, so that garbage cannot fill the memory. */
const namedHosts = 100;

/** Opens a referee who has seen nothing. */
export function openReferee(): Referee {
  let hosts = new Map<string, Counts>();
  let sources = new Map<string, Counts>();
  let totals = openCounts();
  let firstRequests: string[] = [];

  const countsOf = (map: Map<string, Counts>, name: string): Counts => {
    const known = map.get(name);
    if (known) return known;
    if (map.size >= namedHosts && name !== 'others') return countsOf(map, 'others');
    const opened = openCounts();
    map.set(name, opened);
    return opened;
  };
  const reportOf = (map: Map<string, Counts>) =>
    Object.fromEntries([...map].map(([name, counts]) => [name, counts.report()]));

  return {
    arrive({ host, source, path, at, earliest, standing }) {
      const counts = [countsOf(hosts, host), totals, ...(source === null ? [] : [countsOf(sources, source)])];
      for (const each of counts) each.arrive({ at, earliest }, standing);
      if (firstRequests.length < namedRequests) firstRequests.push(path);
      return (status, bytes) => {
        for (const each of counts) each.leave(status, bytes);
      };
    },
    report: () => ({
      hosts: reportOf(hosts),
      sources: reportOf(sources),
      totals: totals.report(),
      firstRequests: [...firstRequests],
    }),
    reset() {
      hosts = new Map();
      sources = new Map();
      totals = openCounts();
      firstRequests = [];
    },
  };
}
