import type { ScrapeResponse, SourcesResponse } from '@tickermill/core/contracts';
import { metricDefinitions } from '@tickermill/runtime/metrics';
import { type Fleet, openFleet } from '@tickermill/testkit';
import { expect } from 'chai';

const metricsToken = 'a token for the metrics alone';

describe('the metrics of an installation', () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await openFleet({ METRICS_TOKEN: metricsToken, LISTEN_HOST: '0.0.0.0' });
  });
  after(() => fleet.close());

  const scrape = (of: { url: string }, token: string) =>
    fetch(`${of.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  /** The value of the first sample whose line begins so. */
  const sampleOf = (text: string, beginning: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(beginning))
        ?.split(' ')
        .at(-1),
    );

  it('counts what its workers do, and keeps how soon the sources answered when they have stopped', async () => {
    const scraped = await fleet.ask<ScrapeResponse>('POST', '/api/v1/scheduler/scrape/AAPL?days_back=90&wait=60');
    expect(scraped.status).to.equal(200);
    expect((await scrape(fleet.worker, 'another')).status).to.equal(401);
    const text = await (await scrape(fleet.worker, metricsToken)).text();
    const requests = sampleOf(text, 'tickermill_request_duration_seconds_count{source="sec-edgar",outcome="ok"}');
    expect(requests).to.be.greaterThan(1);
    expect(sampleOf(text, 'tickermill_permits_total{source="sec-edgar",answer="go"}')).to.be.at.least(requests);
    expect(sampleOf(text, 'tickermill_permit_wait_seconds_count{source="sec-edgar"}')).to.be.at.least(requests);
    expect(
      sampleOf(text, 'tickermill_tasks_total{source="sec-edgar",dataset="insider-trades",state="done"}'),
    ).to.be.greaterThan(1);
    expect(sampleOf(text, 'tickermill_rows_total{dataset="insider-trades",change="created"}')).to.equal(
      scraped.body.trades_created,
    );
    expect(sampleOf(text, 'tickermill_runs_total{dataset="insider-trades",trigger="manual"')).to.equal(1);
    expect(sampleOf(text, 'tickermill_task_phase_seconds_count{phase="store"}')).to.be.greaterThan(1);
    const published = [...text.matchAll(/^# TYPE (tickermill_\S+) /gm)].map(([, name]) => name);
    const ours = Object.entries(metricDefinitions).flatMap(([name, { of }]) => (of === 'worker' ? [name] : []));
    expect(published.sort()).to.deep.equal([...ours, 'tickermill_build_info'].sort());

    await fleet.worker.stop();
    const { items } = (await fleet.ask<SourcesResponse>('GET', '/api/v1/sources')).body;
    expect(items[0]?.last_hour.requests).to.be.at.least(requests);
    expect(items[0]?.last_hour.p50_ms).to.be.a('number');
  });

  it('are those of the whole of it at the API', async () => {
    const text = await (await scrape(fleet.api, metricsToken)).text();
    expect(sampleOf(text, 'tickermill_source_requests_total{source="sec-edgar"}')).to.be.greaterThan(1);
    expect(sampleOf(text, 'tickermill_source_state{source="sec-edgar",state="open"}')).to.equal(1);
    expect(text).to.match(
      /^tickermill_http_request_duration_seconds_count\{route="scrape\w+",method="POST",status="200"\} 1$/m,
    );
  });
});
