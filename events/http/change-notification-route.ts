import * as z from 'zod';
import { defineRoute } from './define-route.ts';

/** Odoo's webhooks can carry no key: the last segment of the address is the secret. */
export const changeNotificationRoute = defineRoute({
  operationId: 'notifyOfChange',
  method: 'POST',
  path: '/v1/hints/{word}',
  function: 'change-notification',
  key: false,
  published: false,
  topic: 'odoo',
  summary: 'For Odoo’s webhooks only: something changed in Odoo, poll it soon',
  parameters: { word: z.string().meta({ description: 'the secret word' }) },
  answers: {
    202: { description: 'the plants are polled soon', content: { 'application/json': { type: 'object' } } },
    404: 'another word',
  },
});
