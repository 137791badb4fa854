import type { CodeKind } from '../../events/code-kinds.ts';
import { codeKey } from '../../lambdas/posting/code-mapping/code-mapping.ts';
import { type CodeLookup, codeLookup } from '../../lambdas/posting/events/define-posting.ts';

/** A code mapping that lists these codes, by kind. */
export const codeMappingWith = (
  listed: Partial<Record<CodeKind, Readonly<Record<string, string>>>>,
): CodeLookup =>
  codeLookup(
    new Map(
      Object.entries(listed).flatMap(([kind, codes]) =>
        Object.entries(codes).map(
          ([code, odooCode]) => [codeKey({ kind: kind as CodeKind, code }), odooCode] as const,
        ),
      ),
    ),
  );
