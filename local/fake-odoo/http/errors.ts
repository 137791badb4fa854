/** An answer that is not the result of a call. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** An exception the way Odoo 19's JSON-2 API reports it: its Python name decides the status. */
export class OdooError extends Error {
  readonly status: number;
  readonly python: string;

  constructor(status: number, python: string, message: string) {
    super(message);
    this.status = status;
    this.python = python;
  }
}

export const unauthorized = (message = 'Invalid apikey'): OdooError =>
  new OdooError(401, 'werkzeug.exceptions.Unauthorized', message);

export const notFound = (message: string): OdooError =>
  new OdooError(404, 'werkzeug.exceptions.NotFound', message);

export const missing = (record: string): OdooError =>
  new OdooError(
    404,
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${record}, User: 5)`,
  );

export const forbidden = (label: string, model: string): OdooError =>
  new OdooError(
    403,
    'odoo.exceptions.AccessError',
    `You are not allowed to access '${label}' (${model}) records.\n\nThis operation is allowed for the following groups:\n\t- Role / Administrator\n\nContact your administrator to request access if necessary.`,
  );

export const badRequest = (message: string): OdooError =>
  new OdooError(400, 'werkzeug.exceptions.BadRequest', message);

export const unprocessable = (message: string): OdooError =>
  new OdooError(422, 'werkzeug.exceptions.UnprocessableEntity', message);

/** What is left after Odoo's own five tries; everything was rolled back. */
export const serializationFailure = (): OdooError =>
  new OdooError(
    500,
    'psycopg2.errors.SerializationFailure',
    'could not serialize access due to concurrent update\n',
  );

/** Part of every `debug` text: tests look for it, because none of it may reach a partner or a log. */
const tracebackMarker = 'Traceback (most recent call last):';

export function errorAnswer(error: OdooError): Answer {
  const debug = [
    tracebackMarker,
    '  File "/usr/lib/python3/dist-packages/odoo/http.py", line 2273, in _serve_db',
    '    return service_model.retrying(serve_func, env=self.env)',
    '  File "/usr/lib/python3/dist-packages/odoo/service/model.py", line 184, in retrying',
    '    result = func()',
    `${error.python}: ${error.message}`,
    '',
  ].join('\n');
  const ofWerkzeug = error.python.startsWith('werkzeug.');
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: JSON.stringify({
      name: error.python,
      message: error.message,
      arguments: ofWerkzeug ? [error.message, error.status] : [error.message],
      context: {},
      debug,
    }),
  };
}

export function htmlAnswer(status: number, title: string, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`,
  };
}

export function jsonAnswer(value: unknown): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}
