/** The media types of columns besides JSON and CSV. */
export const arrowType = 'application/vnd.apache.arrow.stream';
export const parquetType = 'application/vnd.apache.parquet';
