// Finds every raw statement of the product in its source, with the type of the rows that it promises.

import path from 'node:path';
import ts from 'typescript';
import { Fragments, Unresolved } from './fragments.ts';
import type { Variant } from './variants.ts';

/** A raw statement of the product. */
interface Statement {
  /** The file from its package and the function it stands in, such as `ledger/claim.ts letGo`, with a number from the second on. */
  readonly id: string;
  /** The texts in which it may be sent, with `$1` … for values. */
  readonly texts: readonly string[];
  /** Why it cannot be read out of the source, if so. */
  readonly unresolved: string | null;
  /** The type of a row; null where nothing reads rows. */
  readonly row: ts.Type | null;
  readonly node: ts.Node;
}

export interface Statements {
  readonly statements: readonly Statement[];
  /** What their types are asked of. */
  readonly checker: ts.TypeChecker;
}

/** The statements of the store, which lies below the root of the repository. */
export function findStatements(root: string): Statements {
  const config = path.join(root, 'packages/store/tsconfig.json');
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const project = ts.getParsedCommandLineOfConfigFile(config, { noEmit: true, types: ['node'] }, host);
  if (!project) throw new Error(`${config} is not read`);
  const program = ts.createProgram({
    rootNames: project.fileNames.filter((name) => !name.endsWith('.test.ts')),
    options: project.options,
    ...(project.projectReferences ? { projectReferences: project.projectReferences } : {}),
  });
  const checker = program.getTypeChecker();
  const source = path.join(root, 'packages/store/src/');
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(source) && !fileName.includes('/generated/'));
  const fragments = new Fragments(checker, files);
  const numbers = new Map<string, number>();
  const statements: Statement[] = [];

  const read = (variants: () => Variant[]): Pick<Statement, 'texts' | 'unresolved'> => {
    try {
      return { texts: [...new Set(variants().map(textOf))], unresolved: null };
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      return { texts: [], unresolved: error.message };
    }
  };
  const add = (node: ts.Expression, method: string, variants: () => Variant[]) => {
    const name = `${node.getSourceFile().fileName.slice(source.length)} ${functionAround(node)}`;
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    const id = number === 1 ? name : `${name} ${number}`;
    const row = method === '$queryRaw' && !ts.isExpressionStatement(node.parent.parent) ? rowOf(node, checker) : null;
    statements.push({ id, row, node, ...read(variants) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && isRaw(node.tag))
      add(node, methodOf(node.tag), () => fragments.template(node.template));
    const [given] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && isRaw(node.expression) && given)
      add(node, methodOf(node.expression), () => fragments.fragment(given));
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return { statements, checker };
}

const isRaw = (node: ts.Node) => ts.isPropertyAccessExpression(node) && /^\$(?:query|execute)Raw/.test(node.name.text);
const methodOf = (node: ts.Node) => (ts.isPropertyAccessExpression(node) ? node.name.text : '');

function textOf({ pieces }: Variant): string {
  let values = 0;
  return pieces.map((piece) => piece ?? `$${++values}`).join('');
}

/** The type of an element of what the statement resolves to. */
function rowOf(node: ts.Expression, checker: ts.TypeChecker): ts.Type | null {
  const rows = checker.getAwaitedType(checker.getTypeAtLocation(node));
  return rows ? (checker.getIndexTypeOfType(rows, ts.IndexKind.Number) ?? null) : null;
}

/** The name of the function or constant of the file in which a node stands. */
function functionAround(node: ts.Node): string {
  let outermost = '';
  for (let around: ts.Node | undefined = node; around; around = around.parent)
    if (
      (ts.isFunctionDeclaration(around) || ts.isVariableDeclaration(around) || ts.isClassDeclaration(around)) &&
      around.name
    )
      outermost = around.name.getText();
  return outermost;
}
