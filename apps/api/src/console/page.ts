import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What is off is not shown either: the board has no settings for these. */
export const styleFile = 'console.css';

/**
 * The page of Bull Board, made once: without the font that it fetches from elsewhere, and with the style that hides what
 * is off. A template that has become another one is noticed at the start, not by an operator.
 */
export function toPage(folder: string, basePath: string, uiConfig: Readonly<Record<string, unknown>>): string {
  const template = readFileSync(path.join(folder, 'dist', 'index.ejs'), 'utf8');
  const values: Readonly<Record<string, string>> = {
    '<%= basePath %>': `${basePath}/`,
    '<%= title %>': String(uiConfig['boardTitle']),
    '<%= favIconDefault %>': 'static/images/logo.svg',
    '<%= favIconAlternative %>': 'static/favicon-32x32.png',
    '<%- uiConfig %>': JSON.stringify(uiConfig).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e'),
  };
  const filled = Object.entries(values).reduce((page, [hole, value]) => page.replaceAll(hole, () => value), template);
  const page = filled
    .replaceAll(/\s*<link[^>]+href="https?:[^>]*>/g, '')
    .replace('</head>', `<link href="${styleFile}" rel="stylesheet"></head>`);
  if (/<%|(?:src|href)="(?:https?:)?\/\//.test(page)) throw new Error('the page of Bull Board has changed');
  return page;
}
