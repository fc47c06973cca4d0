import { metricDefinitions } from '@tickermill/runtime/metrics';
import { expect } from 'chai';
import { metricsToken, type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the metrics of the API', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  const scrape = async (authorization?: string) => {
    const answer = await api.ask('GET', '/metrics', authorization === undefined ? {} : { authorization });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  it('are given to who carries their token, or any other', async () => {
    expect((await scrape('')).status).to.equal(401);
    expect((await scrape('Bearer another token of no one')).status).to.equal(401);
    expect((await scrape()).status).to.equal(200);
    const own = await scrape(`Bearer ${metricsToken}`);
    expect(own).to.include({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    const elsewhere = await api.ask('GET', '/api/v1/sources', { authorization: `Bearer ${metricsToken}` });
    expect(elsewhere.status, 'it opens nothing else').to.equal(401);
  });

  it('are those that the documents name, and those of any process', async () => {
    const { text } = await scrape();
    const published = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '');
    const ours = Object.entries(metricDefinitions).flatMap(([name, { of }]) => (of === 'api' ? [name] : []));
    expect(published.filter((name) => name.startsWith('tickermill_')).sort()).to.deep.equal(
      [...ours, 'tickermill_build_info'].sort(),
    );
    expect(published).to.include.members(['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']);
  });

  it('report what holds for all processes', async () => {
    // A reading is reused for 5 s: an API without earlier requests reads now.
    const fresh = await serveApi();
    await fresh.store.db.$executeRaw`
      INSERT INTO source_state (source, state, pace_requests, pace_per_ms, requests, consecutive_failures, quiet_until)
      VALUES ('sec-edgar', 'quiet', 8, 1000, 137, 50, now() + interval '5 minutes')`;
    await fresh.store.db.$executeRaw`
      WITH r AS (INSERT INTO runs (dataset, trigger, state, request) VALUES ('insider-trades', 'manual', 'running', '{}') RETURNING id)
      INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, priority)
      SELECT id, 'sec-edgar', 'insider-trades', 'c', 's', '{}', 'GET', 't', 'l', 20 FROM r`;
    const text = await (await fresh.ask('GET', '/metrics')).text();
    await fresh.close();
    for (const line of [
      'tickermill_tasks_open{source="sec-edgar",state="waiting"} 1',
      'tickermill_source_state{source="sec-edgar",state="quiet"} 1',
      'tickermill_source_state{source="sec-edgar",state="open"} 0',
      'tickermill_source_pace_requests_per_second{source="sec-edgar"} 8',
      'tickermill_source_ceiling_requests_per_second{source="sec-edgar"} 10',
      'tickermill_source_requests_total{source="sec-edgar"} 137',
      'tickermill_source_failures{source="sec-edgar"} 50',
      'tickermill_runs_open{trigger="manual",state="running"} 1',
      'tickermill_queue_jobs{queue="plan",state="waiting"} 0',
      'tickermill_facts_up{of="database"} 1',
      'tickermill_facts_up{of="queue"} 1',
    ]) {
      expect(text).to.contain(line);
    }
  });

  it('time requests by what answers them, and never by their paths', async () => {
    await api.ask('GET', '/api/v1/runs/4711');
    await api.ask('GET', '/nothing/4711');
    const { text } = await scrape();
    expect(text)
      .to.contain('route="getRun",method="GET",status="404"')
      .and.contain('route="other",method="GET",status="404"');
    expect(text).not.to.contain('4711');
  });
});
