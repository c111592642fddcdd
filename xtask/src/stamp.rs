//! Remembers for which inputs a piece of work was done, so that a second start costs nothing.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher as _},
    path::{Path, PathBuf},
};

use crate::{error::Error, workspace::Workspace};

/// What a piece of work depends on: contents, not dates, so that a checkout of the same state is the same.
/// The hash may differ from one Rust release to the next; then the work is done once more.
#[derive(Debug, Default)]
pub(crate) struct Inputs(DefaultHasher);

impl Inputs {
    pub(crate) fn value(mut self, value: impl Hash) -> Self {
        value.hash(&mut self.0);
        self
    }

    pub(crate) fn file(mut self, path: &Path) -> Result<Self, Error> {
        path.hash(&mut self.0);
        fs::read(path)
            .map_err(|source| Error::File {
                action: "read",
                path: path.to_owned(),
                source,
            })?
            .hash(&mut self.0);
        Ok(self)
    }

    /// Every file below `folder`, but for the `except`ed names and those that begin with a dot.
    pub(crate) fn folder(mut self, folder: &Path, except: &[&str]) -> Result<Self, Error> {
        let unreadable = |source| Error::File {
            action: "read",
            path: folder.to_owned(),
            source,
        };
        let mut entries = fs::read_dir(folder)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(unreadable)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || except.contains(&name.as_ref()) {
                continue;
            }
            let path = entry.path();
            self = if path.is_dir() {
                self.folder(&path, except)?
            } else {
                self.file(&path)?
            };
        }
        Ok(self)
    }
}

#[derive(Debug)]
pub(crate) struct Stamp {
    path: PathBuf,
    state: String,
}

impl Stamp {
    pub(crate) fn new(workspace: &Workspace, name: &str, inputs: &Inputs) -> Self {
        Self {
            path: workspace.target.join("stamps").join(name),
            state: format!("{:016x}", inputs.0.finish()),
        }
    }

    /// Whether the work was done for these very inputs, and `result` is still there.
    pub(crate) fn is_fresh(&self, result: &Path) -> bool {
        result.exists() && fs::read_to_string(&self.path).is_ok_and(|state| state == self.state)
    }

    /// To be called when the work is done, not before: half of it must not count.
    pub(crate) fn set(&self) -> Result<(), Error> {
        let folder = self.path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&self.path, &self.state))
            .map_err(|source| Error::File {
                action: "write",
                path: self.path.clone(),
                source,
            })
    }
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    /// A folder that goes when the test is over.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(path.join("ui/node_modules")).unwrap();
            Self(path)
        }

        fn state(&self) -> u64 {
            let inputs = Inputs::default().folder(&self.0.join("ui"), &["node_modules"]).unwrap();
            inputs.0.finish()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn contents_count_and_excepted_names_do_not() {
        let folder = Folder::new("inputs");
        fs::write(folder.0.join("ui/a.ts"), "1").unwrap();
        let before = folder.state();
        fs::write(folder.0.join("ui/node_modules/b.js"), "1").unwrap();
        fs::write(folder.0.join("ui/.cache"), "1").unwrap();
        assert_eq!(folder.state(), before);
        fs::write(folder.0.join("ui/a.ts"), "1").unwrap();
        assert_eq!(folder.state(), before, "the same content, written again");
        fs::write(folder.0.join("ui/a.ts"), "2").unwrap();
        assert_ne!(folder.state(), before);
    }

    #[test]
    fn fresh_only_for_the_same_inputs_and_while_the_result_exists() {
        let folder = Folder::new("stamp");
        let workspace = Workspace {
            root: folder.0.clone(),
            target: folder.0.join("target"),
        };
        let stamp = |version: u32| Stamp::new(&workspace, "thing", &Inputs::default().value(version));
        assert!(!stamp(1).is_fresh(&folder.0));
        stamp(1).set().unwrap();
        assert!(stamp(1).is_fresh(&folder.0));
        assert!(!stamp(2).is_fresh(&folder.0));
        assert!(!stamp(1).is_fresh(&folder.0.join("gone")));
    }
}
