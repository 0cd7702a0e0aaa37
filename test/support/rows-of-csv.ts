/** A Distributed Map over the rows of `rows.csv` in a bucket, whose results are written to the same. */
export function rowsOfCsv(bucket: string): object {
  return {
    StartAt: 'Rows',
    States: {
      Rows: {
        Type: 'Map',
        Label: 'rows',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
          Parameters: { Bucket: bucket, Key: 'rows.csv' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Row',
          States: { Row: { Type: 'Pass', End: true } },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: bucket, Prefix: 'results' },
          WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
        },
        End: true,
      },
    },
  }
}
