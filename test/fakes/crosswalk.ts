import type { CrosswalkKind } from '../../events/crosswalk-kinds.ts';
import { codeKey } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import { type Crosswalk, crosswalkOf } from '../../lambdas/posting/events/define-posting.ts';

/** A crosswalk that lists these codes, by kind. */
export const crosswalkWith = (
  listed: Partial<Record<CrosswalkKind, Readonly<Record<string, string>>>>,
): Crosswalk =>
  crosswalkOf(
    new Map(
      Object.entries(listed).flatMap(([kind, codes]) =>
        Object.entries(codes).map(
          ([code, odooCode]) => [codeKey({ kind: kind as CrosswalkKind, code }), odooCode] as const,
        ),
      ),
    ),
  );
