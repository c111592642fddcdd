//! Which module uses which, read from a crate's sources.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    iter::Peekable,
    path::{Path, PathBuf},
    slice::Iter,
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A module by its path in the crate, without `crate`; empty for the crate's root.
pub(crate) type Module = Vec<String>;

/// Between the children of one module: from which to which, and a file in which that stands.
pub(crate) type Arrows = BTreeMap<(String, String), PathBuf>;

/// A crate's modules, and what they name of each other. Tests are left out: they may look at everything.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) modules: BTreeSet<Module>,
    /// From which module, which path, resolved to the crate's root: modules first, then perhaps an item.
    uses: Vec<(Module, Vec<String>, PathBuf)>,
    /// What a module has from elsewhere under a name of its own, and where that leads.
    imports: BTreeMap<(Module, String), Vec<String>>,
}

impl Sources {
    /// Reads the crate whose root is `lib.rs` in this folder.
    pub(crate) fn read(src: &Path) -> Self {
        let mut sources = Self::default();
        sources.read_file(&src.join("lib.rs"), src, &Vec::new());
        sources
    }

    /// `folder` is where the files of its child modules are.
    fn read_file(&mut self, file: &Path, folder: &Path, module: &Module) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let tokens: TokenStream = text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.read_items(tokens, file, folder, module);
    }

    fn read_items(&mut self, tokens: TokenStream, file: &Path, folder: &Path, module: &Module) {
        self.modules.insert(module.clone());
        let items = Items::read(tokens);
        for (name, content) in items.modules {
            let mut child = module.clone();
            child.push(name.clone());
            let deep = folder.join(&name);
            if let Some(content) = content {
                self.read_items(content, file, &deep, &child);
            } else {
                let flat = folder.join(format!("{name}.rs"));
                let file = if flat.is_file() { flat } else { deep.join("mod.rs") };
                self.read_file(&file, &deep, &child);
            }
        }
        for path in items.paths {
            if let Some(path) = self.resolved(module, &path) {
                self.uses.push((module.clone(), path, file.to_owned()));
            }
        }
        for (name, path) in items.imports {
            if let Some(path) = self.resolved(module, &path) {
                self.uses.push((module.clone(), path.clone(), file.to_owned()));
                self.imports.insert((module.clone(), name), path);
            }
        }
    }

    /// The path from the crate's root; `None` if it leads out of this crate. Children are known already.
    fn resolved(&self, module: &Module, path: &[String]) -> Option<Vec<String>> {
        let mut base = module.clone();
        let mut rest = path;
        match path.first().map(String::as_str)? {
            "crate" => {
                base.clear();
                rest = &path[1..];
            }
            "self" => rest = &path[1..],
            "super" => {}
            first => {
                let mut child = module.clone();
                child.push(first.to_owned());
                if !self.modules.contains(&child) {
                    return None;
                }
            }
        }
        while let Some((first, after)) = rest.split_first()
            && first == "super"
        {
            base.pop();
            rest = after;
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    /// The module that a path leads to in the end: re-exports are followed to where the item is.
    fn target(&self, path: &[String]) -> Module {
        let mut path = path.to_vec();
        for _ in 0..16 {
            let mut module = path.clone();
            while !self.modules.contains(&module) {
                module.pop();
            }
            let Some(name) = path.get(module.len()) else {
                return module;
            };
            let Some(import) = self.imports.get(&(module.clone(), name.clone())) else {
                return module;
            };
            let rest = path.split_off(module.len() + 1);
            path.clone_from(import);
            path.extend(rest);
        }
        unreachable!("{path:?} is re-exported in a circle")
    }

    /// Between the children of each module: which uses which.
    pub(crate) fn arrows(&self) -> BTreeMap<Module, Arrows> {
        let mut all = BTreeMap::<Module, Arrows>::new();
        for (from, path, file) in &self.uses {
            let target = self.target(path);
            let shared = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
            if let (Some(from_child), Some(to_child)) = (from.get(shared), target.get(shared)) {
                let arrows = all.entry(from[..shared].to_vec()).or_default();
                arrows
                    .entry((from_child.clone(), to_child.clone()))
                    .or_insert_with(|| file.clone());
            }
        }
        all
    }
}

/// What stands in one module, without its tests.
#[derive(Debug, Default)]
struct Items {
    /// With their content, if it stands here too.
    modules: Vec<(String, Option<TokenStream>)>,
    /// Names that `use` brings in, and where they come from.
    imports: Vec<(String, Vec<String>)>,
    /// Every other path of more than one step.
    paths: Vec<Vec<String>>,
}

type Tokens<'a> = Peekable<Iter<'a, TokenTree>>;

impl Items {
    fn read(tokens: TokenStream) -> Self {
        let mut items = Self::default();
        items.read_all(&tokens.into_iter().collect::<Vec<_>>());
        items
    }

    fn read_all(&mut self, tokens: &[TokenTree]) {
        let mut tokens = tokens.iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    if let Some(TokenTree::Group(attribute)) = tokens.peek() {
                        let is_for_tests = is_for_tests(attribute);
                        tokens.next();
                        if is_for_tests {
                            skip_item(&mut tokens);
                        }
                    }
                }
                TokenTree::Ident(ident) if ident == "mod" => {
                    if let Some(TokenTree::Ident(name)) = tokens.next() {
                        let content = match tokens.next() {
                            Some(TokenTree::Group(content)) => Some(content.stream()),
                            _ => None,
                        };
                        self.modules.push((name.to_string(), content));
                    }
                }
                TokenTree::Ident(ident) if ident == "use" => self.read_use(&mut tokens, &[]),
                TokenTree::Ident(ident) => {
                    let mut path = vec![ident.to_string()];
                    while skip_colons(&mut tokens) {
                        let Some(TokenTree::Ident(step)) = tokens.next() else {
                            break;
                        };
                        path.push(step.to_string());
                    }
                    if path.len() > 1 {
                        self.paths.push(path);
                    }
                }
                TokenTree::Group(group) => self.read_all(&group.stream().into_iter().collect::<Vec<_>>()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// One tree of a `use`, up to its comma or semicolon.
    fn read_use(&mut self, tokens: &mut Tokens<'_>, before: &[String]) {
        let mut path = before.to_vec();
        let mut name = None;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) if ident == "as" => {
                    name = tokens.next().map(ToString::to_string);
                }
                TokenTree::Ident(ident) if ident == "self" && !path.is_empty() => {}
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    let mut inner = inner.iter().peekable();
                    while inner.peek().is_some() {
                        self.read_use(&mut inner, &path);
                    }
                    path.clear();
                }
                TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => break,
                // A glob: the module itself is what counts.
                TokenTree::Punct(punct) if punct.as_char() == '*' => name = Some(String::new()),
                _ => {}
            }
        }
        if let Some(last) = path.last() {
            let name = name.unwrap_or_else(|| last.clone());
            self.imports.push((name, path));
        }
    }
}

/// Skips `::`; false if there is none.
fn skip_colons(tokens: &mut Tokens<'_>) -> bool {
    let is_colon =
        |token: Option<&&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut ahead = tokens.clone();
    let are_two = is_colon(ahead.next().as_ref()) && is_colon(ahead.next().as_ref());
    if are_two && matches!(ahead.next(), Some(TokenTree::Ident(_))) {
        tokens.next();
        tokens.next();
        return true;
    }
    false
}

/// Skips what an attribute belongs to: up to its body, or its semicolon or comma.
fn skip_item(tokens: &mut Tokens<'_>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',') => return,
            _ => {}
        }
    }
}

/// `#[cfg(test)]`, `#[cfg(all(test, …))]`, `#[test]`.
fn is_for_tests(attribute: &Group) -> bool {
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    text == "test" || text.starts_with("cfg(test") || text.starts_with("cfg(all(test")
}

/// The arrows that are part of a circle.
pub(crate) fn circles(arrows: &Arrows) -> Vec<(String, String)> {
    let leads_to = |start: &str, end: &str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if at == end {
                return true;
            }
            if seen.insert(at) {
                open.extend(arrows.keys().filter(|(from, _)| from == at).map(|(_, to)| to.as_str()));
            }
        }
        false
    };
    arrows.keys().filter(|(from, to)| leads_to(to, from)).cloned().collect()
}
