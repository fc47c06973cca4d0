import { allows } from '@tickermill/core';
import { productVersion } from '@tickermill/runtime';
import { Router } from 'express';
import { type Caller, callerOf } from '../auth.ts';
import type { ApiContext } from '../context.ts';
import { type Html, html } from './html.ts';
import { sendPublic } from './public-files.ts';
import { page } from './shell.ts';

/** The page at `/status`: an overview, kept current by its script. All of it comes from the API. */
export function statusPage({ mode }: ApiContext): Router {
  const router = Router();
  router.get('/status.js', sendPublic('status.js'));
  router.get('/status', (_request, response) => {
    const caller = callerOf(response);
    response.send(
      page({
        title: 'Status · Tickermill',
        head: [
          html`<meta name="csrf-token" content="${caller.session?.csrfToken ?? ''}">`,
          html`<script type="module" src="/status.js"></script>`,
        ],
        body: html`<body>
${header(mode, caller)}
<main id="content" aria-busy="true">
<p id="connection" class="banner" role="status" hidden></p>
<noscript><p class="banner">This page is kept fresh by a script. Without one, see <code>npx tickermill status</code>.</p></noscript>
${facts}
${section('datasets', 'Datasets', ['Dataset', 'Stored', 'Latest'], 3)}
${section('sources', 'Sources', ['Source', 'State', 'Pace', 'Quota today', 'Waiting', 'Queued', 'Running', 'Requests'], 4)}
${section('runs', 'Latest runs', ['Run', 'Dataset', 'State', 'Progress', 'Targets', 'Found', 'Created', 'Started', 'Took'], 4)}
</main>
<footer>Tickermill ${productVersion} · <span id="as-of">reading …</span></footer>
${caller.session ? passwordDialog(caller.name) : html``}
</body>`,
      }),
    );
  });
  return router;
}

function header(mode: ApiContext['mode'], { name, role, session }: Caller): Html {
  const badge =
    mode === 'sandbox'
      ? html`<span class="badge warn" title="Real wire formats, invented values. Nothing leaves this machine.">Sandbox: invented data</span>`
      : html`<span class="badge good">Live</span>`;
  const consoleLink = allows(role, 'operator') ? html`<a href="/queues">Queues</a>` : html``;
  const own = session
    ? html`<button type="button" id="set-password">Password</button><button type="button" id="sign-out">Sign out</button>`
    : html``;
  return html`<a class="skip" href="#content">To the content</a>
<header>
<div class="brand"><h1>Tickermill</h1>${badge}</div>
<nav aria-label="Main">${consoleLink}<a href="/docs">API</a></nav>
<div class="account"><span><strong>${name}</strong> <span class="quiet">role ${role}</span></span>${own}</div>
</header>`;
}

const fact = (id: string, label: string) =>
  html`<div class="fact"><dt>${label}</dt><dd id="${id}"><span class="skeleton">…</span></dd></div>`;

const facts = html`<section aria-label="Key figures">
<dl class="facts">
${fact('tracked', 'Tracked tickers')}
${fact('filings', 'Filings')}
${fact('trades', 'Trades')}
${fact('insiders', 'Insiders')}
${fact('prices', 'Priced tickers')}
${fact('set-aside', 'Set aside')}
${fact('dead-letters', 'Dead letters')}
${fact('next-run', 'Next schedule')}
</dl>
</section>`;

/** A table under its heading; its rows are written by the script. Columns from the number `firstNumber` on are numbers. */
function section(id: string, title: string, columns: readonly string[], firstNumber: number): Html {
  const headings = columns.map((column, index) =>
    index < firstNumber ? html`<th scope="col">${column}</th>` : html`<th scope="col" class="number">${column}</th>`,
  );
  return html`<section aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<table>
<thead><tr>${headings}</tr></thead>
<tbody id="${id}"><tr class="placeholder"><td colspan="${columns.length}"><span class="skeleton">reading …</span></td></tr></tbody>
</table>
</section>`;
}

const passwordDialog = (name: string) => html`<dialog id="password-dialog" aria-labelledby="password-title">
<form method="dialog" id="password-form">
<h2 id="password-title">Set a password</h2>
<p class="problem" id="password-problem" role="alert" hidden></p>
<input type="text" autocomplete="username" value="${name}" hidden>
<label for="current-password">Current password</label>
<input id="current-password" type="password" autocomplete="current-password" aria-describedby="current-hint">
<p class="hint" id="current-hint">Not needed if you signed in by a link.</p>
<label for="new-password">New password</label>
<input id="new-password" type="password" autocomplete="new-password" minlength="12" maxlength="200" required aria-describedby="new-hint">
<p class="hint" id="new-hint">At least 12 characters. All other sessions of yours end.</p>
<div class="buttons"><button type="button" id="password-cancel">Cancel</button><button type="submit" class="primary">Set password</button></div>
</form>
</dialog>`;
