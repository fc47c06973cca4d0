// Reads the text of SQL out of the source: templates, the fragments they are composed of, and each branch of a choice.

import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { agree, type Choices, joined, noChoices, product, textOnly, thinned, type Variant } from './variants.ts';

/** What the names of a scope stand for, where a call or a pattern has bound them. */
type Scope = ReadonlyMap<ts.Symbol, ScopedExpression>;
/** An expression, and the scope in which it is read. */
interface ScopedExpression {
  readonly node: ts.Expression;
  readonly scope: Scope;
}

/** A fragment that cannot be read out of the source. */
export class Unresolved extends Error {}

const maxDepth = 40;
const nothing: Scope = new Map();
/** The tag of a template, and the function of a call, such as `Prisma.sql`. */
const nameOf = (node: ts.Node) => (ts.isPropertyAccessExpression(node) ? node.getText() : '');

interface Found extends ScopedExpression {
  readonly choices: Choices;
}

export class Fragments {
  readonly #checker: ts.TypeChecker;
  /** By the name of the function. */
  readonly #calls = new Map<string, ts.CallExpression[]>();

  constructor(checker: ts.TypeChecker, files: readonly ts.SourceFile[]) {
    this.#checker = checker;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const { text } = node.expression;
        this.#calls.set(text, [...(this.#calls.get(text) ?? []), node]);
      }
      ts.forEachChild(node, visit);
    };
    for (const file of files) visit(file);
  }

  /** Every way in which a template may come out. */
  template(template: ts.TemplateLiteral, scope: Scope = nothing): Variant[] {
    if (ts.isNoSubstitutionTemplateLiteral(template)) return [textOnly(template.text)];
    const parts = template.templateSpans.flatMap(({ expression, literal }) => [
      this.isFragment(expression) ? this.fragment(expression, scope) : [{ pieces: [null], choices: noChoices }],
      [textOnly(literal.text)],
    ]);
    return product([[textOnly(template.head.text)], ...parts]);
  }

  /** Whether an expression is a fragment of SQL rather than a value. */
  isFragment(node: ts.Expression): boolean {
    const type = this.#checker.getTypeAtLocation(node);
    const types = type.isUnion() ? type.types : [type];
    return types.some((one) => one.getProperty('strings') !== undefined && one.getProperty('statement') !== undefined);
  }

  /** Every way in which a fragment may come out. */
  fragment(node: ts.Expression, scope: Scope = nothing): Variant[] {
    const found = this.#find({ node, scope }, 0).flatMap((one) =>
      this.#read(one).flatMap((variant) => joined({ pieces: [], choices: one.choices }, variant) ?? []),
    );
    return thinned(found);
  }

  #read({ node, scope }: ScopedExpression): Variant[] {
    if (ts.isTaggedTemplateExpression(node) && nameOf(node.tag) === 'Prisma.sql')
      return this.template(node.template, scope);
    if (nameOf(node) === 'Prisma.empty') return [textOnly('')];
    if (ts.isCallExpression(node)) {
      const [first, second] = node.arguments;
      if (nameOf(node.expression) === 'Prisma.raw' && first) return this.#texts(first, scope).map(textOnly);
      if (nameOf(node.expression) === 'Prisma.join' && first) {
        const separator = second && ts.isStringLiteral(second) ? second.text : ',';
        return this.#lists(first, scope).flatMap((list) =>
          product(list.flatMap((item, index) => (index === 0 ? [item] : [[textOnly(separator)], item]))),
        );
      }
    }
    throw new Unresolved(`${where(node)}: ${node.getText().slice(0, 60)}`);
  }

  /** The lists that are joined: of a literal and what is pushed, all of it and none; of a `map`, one item. */
  #lists(node: ts.Expression, scope: Scope): Variant[][][] {
    return this.#find({ node, scope }, 0).flatMap(({ node: list, scope: inner }) => {
      if (ts.isArrayLiteralExpression(list)) {
        const own = list.elements.map((item) => this.fragment(item, inner));
        const pushed = this.#pushed(node).map((item) => this.fragment(item, scope));
        return pushed.length > 0 ? [own, [...own, ...pushed]] : [own];
      }
      if (ts.isCallExpression(list) && /\.map$/.test(nameOf(list.expression))) {
        const [callback] = list.arguments;
        if (callback && ts.isArrowFunction(callback))
          return returnsOf(callback).map((item) => [this.fragment(item, inner)]);
      }
      throw new Unresolved(`${where(list)}: a list that is not written out`);
    });
  }

  #pushed(list: ts.Expression): ts.Expression[] {
    const symbol = this.#symbolOf(list);
    const items: ts.Expression[] = [];
    const visit = (node: ts.Node): void => {
      if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === 'push' &&
        symbol !== undefined &&
        this.#symbolOf(node.expression.expression) === symbol
      )
        items.push(...node.arguments);
      ts.forEachChild(node, visit);
    };
    visit(list.getSourceFile());
    return items;
  }

  /** What an expression may stand for, followed through names, properties, choices and calls. */
  #find({ node, scope }: ScopedExpression, depth: number): Found[] {
    if (depth > maxDepth) throw new Unresolved(`${where(node)}: too deep`);
    const again = (next: ts.Expression, inner = scope) => this.#find({ node: next, scope: inner }, depth + 1);
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return again(node.expression);
    if (ts.isConditionalExpression(node))
      return [node.whenTrue, node.whenFalse].flatMap((branch, index) => chosen(node.condition, index, again(branch)));
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      return [node.left, node.right].flatMap((side, index) => chosen(node.left, index, again(side)));
    if (nameOf(node).startsWith('Prisma.')) return [{ node, scope, choices: noChoices }];
    if (ts.isPropertyAccessExpression(node))
      return again(node.expression).flatMap((object) => this.#property(object, node.name.text, depth));
    if (ts.isElementAccessExpression(node)) return this.#element(node, again(node.expression), depth);
    if (ts.isIdentifier(node)) return this.#named(node, scope, depth);
    if (ts.isCallExpression(node) && !nameOf(node.expression).startsWith('Prisma.')) {
      const called = this.#functionOf(node.expression);
      if (called) return this.#returned(called, node, scope, depth);
    }
    return [{ node, scope, choices: noChoices }];
  }

  #element(node: ts.ElementAccessExpression, objects: readonly Found[], depth: number): Found[] {
    return objects.flatMap((object) => {
      if (!ts.isObjectLiteralExpression(object.node)) throw new Unresolved(`${where(node)}: an element of no literal`);
      const names = object.node.properties.flatMap(({ name }) => (name ? [propertyName(name)] : []));
      return names.flatMap((name, index) =>
        chosen(node.argumentExpression, index, this.#property(object, name, depth)),
      );
    });
  }

  #property(object: Found, name: string, depth: number): Found[] {
    if (!ts.isObjectLiteralExpression(object.node))
      throw new Unresolved(`${where(object.node)}: ${name} of what is no literal`);
    const withChoices = (found: Found[]) =>
      found.flatMap((one) => {
        const choices = agree(object.choices, one.choices);
        return choices === null ? [] : [{ ...one, choices }];
      });
    for (const property of object.node.properties.toReversed()) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.#find({ node: property.expression, scope: object.scope }, depth + 1);
        const found = spread.flatMap((one) =>
          hasProperty(one.node, name) ? this.#property(one, name, depth + 1) : [],
        );
        if (found.length > 0) return withChoices(found);
      } else if (property.name && propertyName(property.name) === name) {
        if (ts.isPropertyAssignment(property))
          return withChoices(this.#find({ node: property.initializer, scope: object.scope }, depth + 1));
        if (ts.isShorthandPropertyAssignment(property))
          return withChoices(this.#named(property.name, object.scope, depth + 1));
      }
    }
    throw new Unresolved(`${where(object.node)}: no ${name}`);
  }

  #named(node: ts.Identifier, scope: Scope, depth: number): Found[] {
    const symbol = this.#symbolOf(node);
    const bound = symbol && scope.get(symbol);
    if (bound) return this.#find(bound, depth + 1);
    const declaration = symbol?.valueDeclaration;
    if (!symbol || !declaration) throw new Unresolved(`${where(node)}: ${node.text} is declared nowhere`);
    if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
      const values = [declaration.initializer, ...this.#assigned(symbol, declaration)];
      return values.flatMap((value, index) => {
        const found = this.#find({ node: value, scope }, depth + 1);
        return values.length === 1 ? found : chosen(node, index, found);
      });
    }
    if (ts.isBindingElement(declaration)) return this.#destructured(declaration, scope, depth);
    if (ts.isParameter(declaration)) return this.#passed(declaration, depth);
    throw new Unresolved(`${where(node)}: ${node.text} is ${ts.SyntaxKind[declaration.kind]}`);
  }

  /** What a variable is assigned after its declaration. */
  #assigned(symbol: ts.Symbol, declaration: ts.VariableDeclaration): ts.Expression[] {
    if (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) return [];
    const values: ts.Expression[] = [];
    const visit = (node: ts.Node): void => {
      if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        this.#symbolOf(node.left) === symbol
      )
        values.push(node.right);
      ts.forEachChild(node, visit);
    };
    visit(declaration.getSourceFile());
    return values;
  }

  #destructured(element: ts.BindingElement, scope: Scope, depth: number): Found[] {
    const { parent: pattern } = element;
    const { parent: owner } = pattern;
    if (ts.isBindingElement(owner)) throw new Unresolved(`${where(element)}: a pattern within a pattern`);
    const wholes = ts.isParameter(owner)
      ? this.#passed(owner, depth)
      : owner.initializer
        ? this.#find({ node: owner.initializer, scope }, depth + 1)
        : [];
    return wholes.flatMap((whole) => {
      if (ts.isObjectBindingPattern(pattern))
        return this.#property(whole, (element.propertyName ?? element.name).getText(), depth);
      const item = ts.isArrayLiteralExpression(whole.node)
        ? whole.node.elements[pattern.elements.indexOf(element)]
        : undefined;
      if (!item) throw new Unresolved(`${where(element)}: an item of no literal`);
      return this.#find({ node: item, scope: whole.scope }, depth + 1);
    });
  }

  /** What calls pass for a parameter. */
  #passed(parameter: ts.ParameterDeclaration, depth: number): Found[] {
    const called = parameter.parent as ts.FunctionLikeDeclaration;
    const name = called.name ?? (ts.isVariableDeclaration(called.parent) ? called.parent.name : undefined);
    const symbol = name && this.#symbolOf(name);
    const named = (name && this.#calls.get(name.getText())) ?? [];
    const calls = named.filter(({ expression }) => this.#symbolOf(expression) === symbol);
    if (calls.length === 0) throw new Unresolved(`${where(parameter)}: nothing is seen to be passed`);
    return calls.flatMap((call, index) => {
      const given = call.arguments[called.parameters.indexOf(parameter)] ?? parameter.initializer;
      return given ? chosen(parameter, index, this.#find({ node: given, scope: nothing }, depth + 1)) : [];
    });
  }

  #returned(called: ts.FunctionLikeDeclaration, call: ts.CallExpression, scope: Scope, depth: number): Found[] {
    const inner = new Map(scope);
    called.parameters.forEach((parameter, index) => {
      const given = call.arguments[index] ?? parameter.initializer;
      const symbol = this.#symbolOf(parameter.name);
      if (given && symbol) inner.set(symbol, { node: given, scope });
      if (!given || !ts.isObjectBindingPattern(parameter.name) || !ts.isObjectLiteralExpression(given)) return;
      for (const element of parameter.name.elements) {
        const field = this.#symbolOf(element.name);
        const property = given.properties.find(
          (one) => one.name?.getText() === (element.propertyName ?? element.name).getText(),
        );
        if (field && property && ts.isPropertyAssignment(property))
          inner.set(field, { node: property.initializer, scope });
      }
    });
    const returns = returnsOf(called);
    return returns.flatMap((node, index) => {
      const found = this.#find({ node, scope: inner }, depth + 1);
      return returns.length === 1 ? found : chosen(node, index, found, where(called));
    });
  }

  #functionOf(node: ts.Expression): ts.FunctionLikeDeclaration | null {
    const declaration = this.#symbolOf(node)?.valueDeclaration;
    if (!declaration) return null;
    if (ts.isFunctionDeclaration(declaration)) return declaration;
    const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value && ts.isArrowFunction(value) ? value : null;
  }

  /** What an expression of text comes to: computed, of the constants that it names, and of each literal of a type. */
  #texts(node: ts.Expression, scope: Scope): string[] {
    const constants = new Map<string, string[]>();
    this.#collect(node, node, scope, constants);
    let scripts = [''];
    for (const [name, values] of constants)
      scripts = scripts.flatMap((script) =>
        values.map((value) =>
          value.startsWith('function ') ? `${value}\n${script}` : `const ${name} = ${value};\n${script}`,
        ),
      );
    return scripts.map((script) => String(runInNewContext(compiled(`${script}\n(${node.getText()})`))));
  }

  /** The declarations that an expression needs, by name; what is declared last is needed by those before it. */
  #collect(root: ts.Node, node: ts.Node, scope: Scope, into: Map<string, string[]>): void {
    const add = (name: string, values: string[], needs: ts.Node) => {
      into.delete(name); // declared before those that need it
      into.set(name, values);
      this.#collect(needs, needs, scope, into);
    };
    const visit = (one: ts.Node): void => {
      if (ts.isTypeNode(one)) return;
      if (ts.isIdentifier(one) && !(ts.isPropertyAccessExpression(one.parent) && one.parent.name === one)) {
        const symbol = this.#symbolOf(one);
        const declaration = symbol?.valueDeclaration;
        const isOutside =
          declaration && (declaration.getSourceFile() !== root.getSourceFile() || !contains(root, declaration));
        if (symbol && declaration && isOutside && !declaration.getSourceFile().isDeclarationFile) {
          const bound = scope.get(symbol);
          if (bound) add(one.text, [bound.node.getText()], bound.node);
          else if (ts.isFunctionDeclaration(declaration)) add(one.text, [plainFunction(declaration)], declaration);
          else if (ts.isVariableDeclaration(declaration) && declaration.initializer)
            add(one.text, [declaration.initializer.getText()], declaration.initializer);
          else into.set(one.text, this.#literals(one));
        }
      }
      ts.forEachChild(one, visit);
    };
    visit(node);
  }

  #literals(node: ts.Identifier): string[] {
    const type = this.#checker.getTypeAtLocation(node);
    const types = (type.isUnion() ? type.types : [type]).filter((one) => !(one.flags & ts.TypeFlags.Undefined));
    return types.map((one) => {
      if (!one.isStringLiteral()) throw new Unresolved(`${where(node)}: ${node.text} may be any text`);
      return JSON.stringify(one.value);
    });
  }

  #symbolOf(node: ts.Node): ts.Symbol | undefined {
    if (ts.isShorthandPropertyAssignment(node.parent))
      return this.#aliased(this.#checker.getShorthandAssignmentValueSymbol(node.parent));
    return this.#aliased(this.#checker.getSymbolAtLocation(node));
  }

  #aliased(symbol: ts.Symbol | undefined): ts.Symbol | undefined {
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }
}

const contains = (outer: ts.Node, inner: ts.Node) => inner.pos >= outer.pos && inner.end <= outer.end;
const plainFunction = (declaration: ts.FunctionDeclaration) => declaration.getText().replace(/^export /, '');
const compiled = (source: string) => ts.transpile(source, { target: ts.ScriptTarget.ES2022 });
const propertyName = (name: ts.PropertyName) => (ts.isStringLiteral(name) ? name.text : name.getText());

const hasProperty = (node: ts.Expression, name: string): boolean =>
  ts.isObjectLiteralExpression(node) && node.properties.some((one) => one.name && propertyName(one.name) === name);

/** The expressions that a function returns, not those of functions within it. */
function returnsOf({ body }: ts.FunctionLikeDeclaration): ts.Expression[] {
  if (!body) return [];
  if (!ts.isBlock(body)) return [body as ts.Expression];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Where a node is, for a message. */
function where(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName.split('/').slice(-2).join('/')}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** What is found by one branch of a condition; conditions of one text in one file are one. */
function chosen(condition: ts.Node, branch: number, found: readonly Found[], key = condition.getText()): Found[] {
  const own = new Map([[`${condition.getSourceFile().fileName} ${key}`, branch]]);
  return found.flatMap((one) => {
    const choices = agree(own, one.choices);
    return choices === null ? [] : [{ ...one, choices }];
  });
}
