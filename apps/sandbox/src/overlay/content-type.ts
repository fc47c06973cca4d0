import { extname } from 'node:path';

const types: Record<string, string> = {
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.atom': 'application/atom+xml',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.csv': 'text/csv',
  '.zip': 'application/zip',
  '.gz': 'application/gzip',
};

/** The content type of a file name; text if its ending is unknown. */
export function contentTypeOf(file: string): string {
  return types[extname(file).toLowerCase()] ?? 'text/plain';
}
