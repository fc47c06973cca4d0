import { expect } from 'chai';
import { progressLine } from './follow-refresh.ts';
import { describeReport } from './refresh-report.ts';

describe('the progress of a refresh', () => {
  const source = { source: 'yahoo', requests: 60, bytes: 0 };

  it('says how far the requests to a source are, how fast, and how long the rest takes', () => {
    expect(progressLine({ ...source, tasks: 200, open: 150 }, 0.5)).to.match(
      /^ {2}yahoo +━{5}.*50\/200 · 0\.5\/s · 5 min 00 s left$/,
    );
  });

  it('promises no end without a rate, and none where nothing is left', () => {
    expect(progressLine({ ...source, tasks: 200, open: 150 }, null)).to.match(/50\/200$/);
    expect(progressLine({ ...source, tasks: 200, open: 150 }, 0)).to.match(/0\.0\/s$/);
    expect(progressLine({ ...source, tasks: 200, open: 0 }, 3)).to.match(/200\/200 · 3\.0\/s$/);
    expect(progressLine({ ...source, tasks: 0, open: 0 }, null)).to.match(/0\/0$/);
  });
});

describe('the report of a refresh', () => {
  const failures = Array.from({ length: 25 }, (_, nth) => ({
    ticker: `T${nth}`,
    dataset: 'company-facts',
    state: 'failed',
    code: 'GONE',
    message: 'it is gone',
  }));
  const report: Parameters<typeof describeReport>[0] = {
    run_id: '7',
    profile: 'nightly',
    state: 'partial',
    tickers: null,
    limit: null,
    force: false,
    backup: null,
    started_at: '2026-11-20T07:00:00.000Z',
    ended_at: '2026-11-20T07:04:00.000Z',
    duration_ms: 240_000,
    total: 5_500,
    successful: 475,
    failed: 25,
    waiting: 0,
    skipped: { unchanged: 5_000 },
    success_rate: 0.95,
    datasets: [
      { dataset: 'company-facts', run_id: '8', state: 'partial', targets: 500, found: 9, created: 3, started_at: '' },
    ],
    sources: [{ source: 'sec-edgar', tasks: 500, open: 0, requests: 512, bytes: 1_234_567 }],
    errors: [{ code: 'GONE', tasks: 25 }],
    failures,
    new_reports: 1,
    revisions: 4,
    revised_companies: 2,
    findings: 0,
    slowest: [{ ticker: 'JPM', dataset: 'company-facts', ms: 1_400 }],
  };

  it('says what was refreshed, what was not and why, and that no backup was made', () => {
    const text = describeReport(report, { isVerbose: false }).join('\n');
    expect(text).to.contain('no backup was made before');
    expect(text).to.contain('ended    2026-11-20 07:04:00 UTC, after 4 min 00 s');
    expect(text).to.contain('5,500 stocks: 475 successful, 25 failed, 5,000 skipped · 95.0 % of those requested');
    expect(text).to.contain('5,000 stocks skipped: no new report, and the figures are of the current parser');
    expect(text).to.contain('1 new report · 4 restated figures of 2 companies · 0 findings');
    expect(text).to.match(/sec-edgar +512 +1\.2 MB/);
    expect(text).to.match(/T19 +company-facts +failed +GONE: it is gone/);
    expect(text).to.contain('… and 5 more: --verbose').and.not.contain('T20 ');
    expect(text).not.to.contain('JPM');
  });

  it('says everything with --verbose, and what goes on', () => {
    const text = describeReport({ ...report, ended_at: null, waiting: 3 }, { isVerbose: true }).join('\n');
    expect(text).to.match(/JPM +company-facts +1\.4 s/);
    expect(text).to.match(/company-facts +8 +partial +500 +9 +3/);
    expect(text).to.match(/T24 +company-facts/);
    expect(text).to.contain('goes on').and.contain('ended    not yet').and.contain('3 waiting');
  });
});
