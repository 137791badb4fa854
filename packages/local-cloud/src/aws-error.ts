/** An error as an AWS service would answer it: its code is what the SDK puts in `error.name`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** SQS still names its errors twice: this is the older name, which the SDK reads from a header */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, options: { status?: number; queryCode?: string } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
  }
}
