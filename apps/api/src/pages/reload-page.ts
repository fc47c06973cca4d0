import { html } from './html.ts';
import { page } from './shell.ts';

/** A page that asks for its own URL once more, from here: the browser sends its session with that. */
export const reloadPage = (): string =>
  page({
    title: 'Tickermill',
    head: [html`<meta http-equiv="refresh" content="0">`],
    body: html`<body class="narrow">
<main class="card">
<h1>Tickermill</h1>
<p><a href="">Continue</a></p>
</main>
</body>`,
  });
