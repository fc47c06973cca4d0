const submissions = 'https://data.sec.gov/submissions/CIK0000320193.json';
const archive = 'https://www.sec.gov/Archives/edgar/data/320193/0000320193-25-000001.txt';
const page = (title) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
const missing = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>';

/** An example of each answer that a source is known to give. */
export const answersOf = {
  'sec-edgar': [
    { what: '200 with what was asked for', url: submissions, status: 200, body: '{}' },
    { what: '404', url: submissions, status: 404 },
    { what: '403 with the XML of a file that is not there', url: archive, status: 403, body: missing },
    {
      what: 'the page "Request Rate Threshold Exceeded", whatever its status',
      url: archive,
      status: 403,
      body: page('Request Rate Threshold Exceeded'),
    },
    { what: '429 with Retry-After: 30', url: archive, status: 429, headers: { 'retry-after': '30' } },
    { what: '429 without', url: archive, status: 429 },
    { what: '503 with Retry-After: 120', url: archive, status: 503, headers: { 'retry-after': '120' } },
    { what: '503 without', url: archive, status: 503, body: page('File Unavailable') },
    {
      what: 'the page "Undeclared Automated Tool"',
      url: archive,
      status: 403,
      body: page('Your Request Originates from an Undeclared Automated Tool'),
    },
    { what: 'any other 403', url: archive, status: 403, body: 'Forbidden' },
    { what: '403 to the probe', url: submissions, method: 'HEAD', status: 403 },
    { what: '200 with a page where none was asked for', url: submissions, status: 200, body: page('Welcome') },
    { what: '500, 502, 504', url: archive, status: 500 },
    { what: '408', url: archive, status: 408 },
    { what: '400 and other 4xx', url: archive, status: 400 },
    { what: 'a redirect: none is followed', url: archive, status: 302 },
  ],
};
