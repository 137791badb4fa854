import { z } from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { number, propertySchema, readProperties } from '../template/resource.ts';

const gatewayResponseProperties = propertySchema({
  ResponseType: z.string(),
  RestApiId: z.string(),
  StatusCode: number.optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer | string;
}

/** API Gateway's defaults: status, message and x-amzn-ErrorType. */
const defaults = {
  INVALID_API_KEY: [403, 'Forbidden', 'ForbiddenException'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded', 'LimitExceededException'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long', 'RequestTooLongException'],
  BAD_REQUEST_PARAMETERS: [400, 'Bad Request', 'BadRequestException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException'],
  INTEGRATION_FAILURE: [502, 'Internal server error', 'InternalServerErrorException'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException'],
} as const satisfies Record<string, [status: number, message: string, type: string]>;

export type ResponseType = keyof typeof defaults;

export interface ErrorContext {
  requestId: string;
  /** other $context values by name */
  values: Record<string, string>;
}

interface Custom {
  status: number | undefined;
  headers: Record<string, string>;
  template: string | undefined;
}

/** The template's gateway responses by type, with DEFAULT_4XX and DEFAULT_5XX as fallback. */
export class GatewayResponses {
  readonly #custom: Map<string, Custom>;

  constructor(deployment: Deployment) {
    this.#custom = new Map(
      deployment.all('AWS::ApiGateway::GatewayResponse').map((resource) => {
        const { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } = readProperties(
          gatewayResponseProperties,
          resource,
        );
        return [
          ResponseType,
          {
            status: StatusCode,
            headers: headersOf(ResponseParameters),
            template: ResponseTemplates['application/json'],
          },
        ];
      }),
    );
  }

  reply(type: ResponseType, context: ErrorContext): Reply {
    const [defaultStatus, message, errorType] = defaults[type];
    const fallback = this.#custom.get(defaultStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const custom = this.#custom.get(type);
    const chosen = custom ?? fallback;
    const values: Record<string, string> = {
      ...context.values,
      requestId: context.requestId,
      'error.message': message,
      'error.messageString': JSON.stringify(message),
      'error.responseType': type,
      'error.validationErrorString': '',
    };
    return {
      // DEFAULT_4XX and DEFAULT_5XX change the status only when the template gives one.
      status: chosen?.status ?? defaultStatus,
      headers: {
        'content-type': 'application/json',
        'x-amzn-errortype': errorType,
        ...chosen?.headers,
      },
      body: fill(chosen?.template ?? '{"message":$context.error.messageString}', values),
    };
  }
}

/** `gatewayresponse.header.X: "'literal'"`. Values mapped from the request are not supported. */
function headersOf(parameters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([target, expression]) => {
      const [, name] = /^gatewayresponse\.header\.(.+)$/.exec(target) ?? [];
      const [, literal] = /^'(.*)'$/s.exec(expression) ?? [];
      if (!name || literal === undefined)
        throw new Error(`gateway response: cannot map ${target} from ${expression} here`);
      return [name.toLowerCase(), literal];
    }),
  );
}

const fill = (template: string, values: Record<string, string>): string =>
  template.replace(/\$context\.([A-Za-z.]*[A-Za-z])/g, (_, name: string) => values[name] ?? '');
