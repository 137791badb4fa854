import { z } from 'zod';
import type { Route, RouteAnswer, Shape } from '../../events/http/define-route.ts';
import { routes } from '../../events/http/routes.ts';
import { type Json, schemaOf, writtenOut } from './json-schema.ts';
import { feedDefinitions, sampleMessage } from './messages.ts';
import { definitions, sampleEvents, schemaName } from './schemas.ts';
import { ref } from './shapes.ts';

/** What OpenAPI shows of a route and no function needs: it is made from the samples and names of the whole contract. */
interface Shown {
  body?: () => Json;
  answer?: () => Json;
  parameters?: Readonly<Record<string, Json>>;
}

const sentMessages = () =>
  feedDefinitions.slice(0, 2).map((definition, index) => sampleMessage(definition, 118 + index));

const shown: Readonly<Record<string, Shown>> = {
  postEvents: {
    body: () =>
      Object.fromEntries(
        definitions.flatMap((definition) =>
          sampleEvents(definition).map(([name, value]) => [`${definition.name}: ${name}`, value]),
        ),
      ),
  },
  getFeed: {
    answer: () => ({
      'two messages, and more': { messages: sentMessages(), next: 119, more: true, acknowledged: 117 },
      'nothing new': { messages: [], next: 119, more: false, acknowledged: 119 },
    }),
  },
  schema: { parameters: { name: { enum: [...definitions, ...feedDefinitions].map(schemaName) } } },
};

const jsonOf = (shape: Shape): Json => (shape instanceof z.ZodType ? schemaOf(shape) : { ...shape });

/** A parameter has the description that its route gives it; its schema keeps one of its own. */
const parameter = (
  name: string,
  where: 'path' | 'query' | 'header',
  schema: z.ZodType,
  more?: Json,
): Json => {
  const { description, ...json } = writtenOut(schemaOf(schema));
  const own =
    schema instanceof z.ZodOptional ? schemaOf(schema.unwrap() as z.ZodType).description : undefined;
  const required = where === 'path' || (where === 'query' && !schema.safeParse(undefined).success);
  return {
    name,
    in: where,
    required,
    description,
    schema: { ...json, ...more, ...(own !== undefined && { description: own }) },
  };
};

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('problem') } },
});

const withExamples = (content: Json, examples: Json | undefined): Json => {
  const [first, ...rest] = Object.entries(content);
  if (!first || !examples) return content;
  const values = Object.entries(examples).map(([name, value]) => [name, { value }]);
  const [type, media] = first;
  return Object.fromEntries([[type, { ...(media as Json), examples: Object.fromEntries(values) }], ...rest]);
};

const contentOf = (content: NonNullable<RouteAnswer['content']>): Json =>
  typeof content === 'string'
    ? { 'application/json': { schema: ref(content) } }
    : Object.fromEntries(Object.entries(content).map(([type, shape]) => [type, { schema: jsonOf(shape) }]));

const answerOf = (answer: string | RouteAnswer, examples: Json | undefined): Json => {
  if (typeof answer === 'string') return problemAnswer(answer);
  const { description, content, headers } = answer;
  return {
    description,
    ...(content && { content: withExamples(contentOf(content), examples) }),
    ...(headers && { headers: Object.fromEntries(Object.entries(headers).map(headerOf)) }),
  };
};

const headerOf = ([name, shape]: [string, Shape]): [string, Json] => {
  const { description, ...schema } = jsonOf(shape);
  return [name, { schema, ...(description !== undefined && { description }) }];
};

/** Answers of API Gateway, or of the router, that every call with a key may get. */
const withKey = {
  401: 'no API key, or an unknown one',
  429: 'too many calls; see Retry-After',
  '5XX': 'could not be finished; send it again, what was recorded counts once',
};

const operation = (route: Route): Json => {
  const { operationId, summary, description, key, topic, query, headers = {}, body } = route;
  const more = shown[operationId] ?? {};
  const parameters = [
    ...Object.entries<z.ZodType>(route.parameters).map(([name, schema]) =>
      parameter(name, 'path', schema, more.parameters?.[name]),
    ),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) =>
      parameter(name, 'query', schema as z.ZodType),
    ),
    ...Object.entries<z.ZodType>(headers).map(([name, schema]) => parameter(name, 'header', schema)),
  ];
  const answers = Object.entries({ ...route.answers, ...(key && withKey) });
  return {
    operationId,
    tags: [topic],
    summary,
    ...(description !== undefined && { description }),
    security: key ? [{ partnerKey: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: withExamples(contentOf(body.content), body.examples ?? more.body?.()),
      },
    }),
    responses: Object.fromEntries(
      answers.map(([status, answer]) => [
        status,
        answerOf(answer, status === '200' ? more.answer?.() : undefined),
      ]),
    ),
  };
};

/** The published routes as OpenAPI's paths. */
export const paths = (): Json => {
  const byPath = Map.groupBy(
    routes.filter(({ published }) => published !== false),
    ({ path }) => path,
  );
  return Object.fromEntries(
    [...byPath].map(([path, ofPath]) => [
      path,
      Object.fromEntries(ofPath.map((route) => [route.method.toLowerCase(), operation(route)])),
    ]),
  );
};
