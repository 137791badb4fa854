import { runHandler } from '../runs/run-handler.ts';
import { configure } from './config.ts';

export const handler = runHandler(configure());
