import type { DatasetId } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** Records why a document that is set aside cannot be read by a newer parser either: that one does not read it again. */
export async function keepSetAside(
  sql: Sql,
  { dataset, key }: { readonly dataset: DatasetId; readonly key: string },
  { code, message, parserVersion }: { readonly code: string; readonly message: string; readonly parserVersion: number },
): Promise<void> {
  await sql.$executeRaw`
    UPDATE set_aside_documents SET error_code = ${code}, error_message = ${message}, parser_version = ${parserVersion}
    WHERE dataset = ${dataset} AND key = ${key}`;
}
