import { type Html, html } from './html.ts';
import { page } from './shell.ts';

/** What the page offers: a name and password to be typed, or a link to be used up by a press of the button. */
export interface LoginPage {
  readonly link?: { readonly code: string; readonly name: string } | undefined;
  readonly name?: string;
  /** Why the last attempt failed. */
  readonly problem?: string;
  /** Where to go from here. */
  readonly next: string;
}

/** The page to sign in at. */
export function loginPage({ link, name = '', problem, next }: LoginPage): string {
  const fields = link ? linkFields(link) : passwordFields(name);
  const alert = problem ? html`<p class="problem" role="alert">${problem}</p>` : html``;
  return page({
    title: 'Sign in · Tickermill',
    body: html`<body class="narrow">
<main class="card">
<h1>Tickermill</h1>
${alert}
<form method="post" action="/login">
<input type="hidden" name="next" value="${next}">
${fields}
</form>
</main>
</body>`,
  });
}

const focused = html` autofocus`;
const none = html``;

/** A link is used up by the form and not by being opened: previews of messages open links too. */
const linkFields = ({ code, name }: { code: string; name: string }): Html => html`
<p>This link signs you in once, as <strong>${name}</strong>.</p>
<input type="hidden" name="code" value="${code}">
<button type="submit" autofocus>Sign in</button>`;

const passwordFields = (name: string): Html => html`
<label for="name">Name</label>
<input id="name" name="name" value="${name}" autocomplete="username" autocapitalize="none" spellcheck="false" required${name === '' ? focused : none}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${name === '' ? none : focused}>
<button type="submit">Sign in</button>
<p class="hint">No password yet? On the machine that runs it, <code>npx tickermill login</code> prints a link that signs you in.</p>`;
