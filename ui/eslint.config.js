import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const root = fileURLToPath(new URL('.', import.meta.url));

const noTauri = {
  group: ['@tauri-apps/*'],
  message:
    'Only src/lib/backend/tauri.ts talks to Tauri; everything else goes through the Backend interface.',
};

export default defineConfig(
  globalIgnores([
    'dist/',
    'src/lib/backend/bindings.ts',
    'src/lib/backend/fake/refusals.ts',
    'src/lib/language/messages.ts',
  ]),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: root,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      'no-console': ['error', { allow: ['error'] }],
      eqeqeq: 'error',
      'no-restricted-imports': ['error', { patterns: [noTauri] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // The generated contract says `Array<…>` and `type`; both forms are fine.
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'svelte/require-each-key': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      'svelte/no-inline-styles': 'off',
      'prefer-const': 'off',
      // Reading a value for nothing is how an effect depends on it.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // The parser does not know the types inside snippets and event attributes. svelte-check does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Sets and maps here are values that are replaced, never changed.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/prefer-const': 'error',
      // Every path here is a hash inside one page; there is no router with a base to resolve against.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['src/lib/backend/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['**/*.js'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
);
