// Keeps the status page fresh. Everything that the API says is written as text, never as markup.

const everyMs = 3_000;
/** Where events tell what happens, the page is read anew without them only this often. */
const streamedEveryMs = 6_000;
/** Events come in bursts: so long after the first of them the page is read. */
const burstMs = 300;
const content = byId('content');
const shown = new Map();
let readAt = null;

function byId(id) {
  return document.getElementById(id);
}

/** An element with a class, and texts and elements in it. */
function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const count = (value) => number.format(value);

const minute = 60_000;
const counted = (value, one) => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

function duration(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < minute) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / minute);
  return minutes < 60
    ? `${minutes} min ${String(Math.floor((ms % minute) / 1_000)).padStart(2, '0')} s`
    : inMinutes(minutes);
}

function inMinutes(minutes) {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** An instant by the clock of whoever looks; the exact one, of UTC, stands in its title. */
function instant(iso) {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  const clock = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = at.toLocaleDateString([], { month: 'short', day: 'numeric' });
  const element = make('time', '', isToday ? clock : `${day}, ${clock}`);
  element.dateTime = iso;
  element.title = iso;
  return element;
}

/** Writes a part of the page anew if what it shows has changed, so that a selection in it is not lost for nothing. */
function show(id, facts, render) {
  const text = JSON.stringify(facts);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  byId(id).replaceChildren(...render(facts));
}

const showCount = (id, value, remark = '') =>
  show(id, [value, remark], () => [count(value), ...(remark ? [make('small', '', remark)] : [])]);

/** A row whose cells know the heading of their column, for narrow screens. */
function row(table, cells, firstNumber) {
  const headings = [...byId(table).closest('table').querySelectorAll('thead th')];
  const element = make('tr', '');
  cells.forEach((inside, index) => {
    const cell = make(
      index === 0 ? 'th' : 'td',
      index < firstNumber ? '' : 'number',
      make('span', '', ...[inside].flat()),
    );
    if (index === 0) cell.scope = 'row';
    cell.dataset.label = headings[index].textContent;
    element.append(cell);
  });
  return element;
}

function nothing(table, text) {
  const cell = make('td', '', text);
  cell.colSpan = byId(table).closest('table').querySelectorAll('thead th').length;
  return make('tr', 'placeholder', cell);
}

const moods = {
  open: 'good',
  done: 'good',
  running: '',
  planning: '',
  paused: 'warn',
  probing: 'warn',
  quiet: 'bad',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'warn',
};
const badge = (state) => make('span', `badge ${moods[state] ?? ''}`, state);

function datasetRow({ title, counts, latest }) {
  const stored = counts.map(({ count, noun }) => counted(count, noun)).join(', ');
  return row('datasets', [title, stored, latest === null ? '' : latest.length > 10 ? instant(latest) : latest], 3);
}

function sourceRow(source) {
  const { pace, quota, state } = source;
  const perSecond = (pace.requests * 1_000) / pace.per_ms;
  const why = !source.enabled
    ? ['no key, or not in PRICE_SOURCES']
    : state === 'paused'
      ? [source.paused_by ? `by ${source.paused_by}` : 'by an operator']
      : source.quiet_until
        ? ['until ', instant(source.quiet_until), source.quiet_reason ? `: ${source.quiet_reason}` : '']
        : [];
  return row(
    'sources',
    [
      [source.name, make('small', '', source.id)],
      [badge(source.enabled ? state : 'off'), ...(why.length > 0 ? [make('small', '', ...why)] : [])],
      perSecond >= 1 ? `${count(perSecond)}/s` : `${count(perSecond * 60)}/min`,
      quota ? `${count(quota.used)} of ${count(quota.limit)}` : 'none',
      ...[source.waiting, source.queued, source.running, source.requests].map(count),
    ],
    4,
  );
}

function runRow({ id, dataset, trigger, state, paused, finished_at, created_at, report }) {
  const { waiting = 0, queued = 0, running = 0 } = report.tasks_by_state;
  const ended = report.tasks - waiting - queued - running;
  const progress = make('progress', '');
  progress.max = Math.max(report.tasks, 1);
  progress.value = finished_at ? progress.max : ended;
  progress.setAttribute('aria-label', `Requests of run ${id}`);
  const skipped = report.targets_by_state.skipped ?? 0;
  const failed = (report.targets_by_state.failed ?? 0) + (report.targets_by_state.gone ?? 0);
  const remarks = [failed > 0 ? `${count(failed)} failed` : '', skipped > 0 ? `${count(skipped)} skipped` : ''];
  const remark = remarks.filter((text) => text !== '').join(', ');
  const codes = report.errors.map(({ code, tasks }) => `${code} × ${count(tasks)}`).join(', ');
  return row(
    'runs',
    [
      id,
      [dataset, make('small', '', trigger)],
      [badge(paused ? 'paused' : state), ...(codes ? [make('small', '', codes)] : [])],
      finished_at
        ? counted(ended, 'request')
        : [progress, make('small', '', `${count(ended)} of ${count(report.tasks)} requests`)],
      [count(report.targets), ...(remark ? [make('small', '', remark)] : [])],
      count(report.found),
      count(report.created),
      instant(created_at),
      duration(report.duration_ms),
    ],
    4,
  );
}

function showNext({ running, next_run, jobs_count }) {
  const until = next_run === null ? null : Math.max(0, Date.parse(next_run) - Date.now());
  // By the minute: what changes each second would be written anew each time.
  const distance = until === null ? '' : until < minute ? 'now' : inMinutes(Math.ceil(until / minute));
  show('next-run', [running, next_run, jobs_count, distance], () => {
    if (!running) return ['stopped', make('small', '', 'by an operator')];
    if (next_run === null) return ['none', make('small', '', counted(jobs_count, 'schedule'))];
    return [distance, make('small', '', 'at ', instant(next_run))];
  });
  byId('next-run').parentElement.classList.toggle('alarming', !running);
}

function showAll(status, { items: sources }, scheduler) {
  const { insider_trades: stored, daily_prices: prices, runs } = status;
  showCount('tracked', status.tracked_tickers);
  showCount('filings', stored.filings, counted(stored.amendments, 'amendment'));
  showCount('trades', stored.trades, stored.latest_filing ? `filed up to ${stored.latest_filing}` : '');
  showCount('insiders', stored.insiders, counted(stored.holdings, 'holding'));
  showCount('prices', prices.instruments, prices.latest ? `up to ${prices.latest}` : '');
  showCount('set-aside', stored.documents_set_aside, 'documents');
  showCount('dead-letters', status.dead_letters, status.dead_letters > 0 ? 'requested no more' : '');
  byId('dead-letters').parentElement.classList.toggle('alarming', status.dead_letters > 0);
  showNext(scheduler);
  show('datasets', status.datasets, () => status.datasets.map(datasetRow));
  show('sources', sources, () =>
    sources.length > 0 ? sources.map(sourceRow) : [nothing('sources', 'No request was sent yet.')],
  );
  show('runs', runs, () =>
    runs.length > 0 ? runs.map(runRow) : [nothing('runs', 'No run yet. Track a ticker, or scrape one.')],
  );
}

class SignedOut extends Error {}

async function ask(path, options) {
  const response = await fetch(`/api/v1/${path}`, options);
  if (response.status === 401) throw new SignedOut();
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `It answered ${response.status}.`);
  return answer;
}

const change = (method, path, body) =>
  ask(path, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-csrf-token': document.querySelector('meta[name="csrf-token"]').content,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

/** Says that what is shown is no longer read anew, and why; or that it is. */
function showConnection(problem) {
  const connection = byId('connection');
  const since = readAt ? ` This is how it was at ${readAt.toLocaleTimeString()}.` : '';
  const text = problem === null ? '' : `The API does not answer: ${problem}${since} Trying again …`;
  if (connection.textContent !== text) connection.textContent = text;
  connection.hidden = problem === null;
  content.classList.toggle('stale', problem !== null && readAt !== null);
}

async function refresh() {
  try {
    showAll(...(await Promise.all(['status', 'sources', 'scheduler/status'].map((path) => ask(path)))));
    readAt = new Date();
    byId('as-of').textContent = `as of ${readAt.toLocaleTimeString()} · times are of ${zone}`;
    content.setAttribute('aria-busy', 'false');
    showConnection(null);
  } catch (error) {
    if (error instanceof SignedOut) location.assign('/login');
    else showConnection(error instanceof TypeError ? 'it cannot be reached.' : error.message);
  }
}

const eventTypes = [
  'run.created',
  'run.planned',
  'run.paused',
  'run.resumed',
  'run.called-off',
  'run.finished',
  'target.closed',
  'filing.stored',
  'source.changed',
  'dead-letter.made',
  'dead-letter.revived',
  'reset',
];
let events = null;
let wake = () => {};

/** Follows what happens while somebody looks: a browser gives all pages of a host six connections at most. */
function follow() {
  events?.close();
  events = document.hidden ? null : new EventSource('/api/v1/events');
  for (const type of [...eventTypes, 'error']) events?.addEventListener(type, () => wake());
}

/** Until something happened, or for a while. */
const untilNews = () =>
  new Promise((resolve) => {
    const isStreaming = events?.readyState === EventSource.OPEN;
    setTimeout(resolve, isStreaming ? streamedEveryMs : everyMs);
    wake = () => setTimeout(resolve, burstMs);
  });

/** One reading after the other, none while nobody looks. */
async function keepFresh() {
  for (;;) {
    if (!document.hidden) await refresh();
    await untilNews();
  }
}

byId('sign-out')?.addEventListener('click', async () => {
  try {
    await change('POST', 'logout');
  } catch (error) {
    if (!(error instanceof SignedOut)) return showConnection(error.message);
  }
  location.assign('/login');
});

const dialog = byId('password-dialog');
byId('set-password')?.addEventListener('click', () => dialog.showModal());
byId('password-cancel')?.addEventListener('click', () => dialog.close());
dialog?.addEventListener('close', () => {
  byId('password-form').reset();
  byId('password-problem').hidden = true;
});
byId('password-form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const current = byId('current-password').value;
  const body = { password: byId('new-password').value, ...(current ? { current_password: current } : {}) };
  try {
    await change('PUT', 'me/password', body);
    dialog.close();
  } catch (error) {
    if (error instanceof SignedOut) location.assign('/login');
    byId('password-problem').textContent = error.message;
    byId('password-problem').hidden = false;
  }
});

document.addEventListener('visibilitychange', () => {
  follow();
  wake();
});
follow();
void keepFresh();
