// The error pages of the SEC, as its hosts send them.

import { type Answer, answer, page } from '../answer.ts';
import { drawsFor } from '../random.ts';

/** The answer to a key that the SEC's object store does not have. */
export function noSuchKey(key: string): Answer {
  return storeError(404, 'NoSuchKey', 'The specified key does not exist.', key);
}

/** The same for keys that it does not even admit to look for, such as the index of a day without one. */
export function accessDenied(key: string): Answer {
  return storeError(403, 'AccessDenied', 'Access Denied', key);
}

function storeError(status: number, code: string, message: string, key: string): Answer {
  const draws = drawsFor('request id', key);
  const request = Array.from({ length: 16 }, () => draws.pick([...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'])).join('');
  const host = Buffer.from(draws.digits(57)).toString('base64');
  const named = code === 'NoSuchKey' ? `<Key>${key.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Key>` : '';
  const error = `<Error><Code>${code}</Code><Message>${message}</Message>${named}<RequestId>${request}</RequestId><HostId>${host}</HostId></Error>`;
  return answer(status, 'application/xml', `<?xml version="1.0" encoding="UTF-8"?>\n${error}`);
}

/** The page for a client that does not identify itself. */
export const undeclaredTool: Answer = page(
  403,
  htmlPage(
    'SEC.gov | Your Request Originates from an Undeclared Automated Tool',
    'Your Request Originates from an Undeclared Automated Tool',
    'Please declare your traffic by updating your user agent to include company specific information.',
  ),
);

/** The page for a client that sent too many requests. It carries no Retry-After, and neither does the real one. */
export const rateExceeded: Answer = page(
  403,
  htmlPage(
    'SEC.gov | Request Rate Threshold Exceeded',
    'Request Rate Threshold Exceeded',
    'Your request rate has exceeded the limit on requests per second. Access continues ten minutes after the rate has fallen below it.',
  ),
);

/** The page of a server that is having a bad day. */
export const fileUnavailable: Answer = page(
  503,
  htmlPage(
    'SEC.gov | File Unavailable',
    'This page is temporarily unavailable',
    'The file you asked for is not available at the moment. Please try again later.',
  ),
);

/** A method that EDGAR does not serve. */
export const methodNotAllowed: Answer = page(
  405,
  htmlPage('405 Method Not Allowed', 'Method Not Allowed', 'Only GET and HEAD requests are served here.'),
);

function htmlPage(title: string, heading: string, text: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
</head>
<body>
<div id="header">U.S. Securities and Exchange Commission</div>
<div id="content">
<h1>${heading}</h1>
<p>${text}</p>
<p>This page was made by the Tickermill sandbox.</p>
</div>
</body>
</html>
`;
}
