//! Packages for Linux, all made from one tree of files by the systems' own tools.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{LICENCES, Place, file_error};
use crate::{error::Error, process, steps::Steps, workspace::Workspace};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const NAME: &str = "vigil";
const SUMMARY: &str = "Buttplug server that stops every toy when a program stops answering";
const DESCRIPTION: [&str; 4] = [
    "Games, media players and scripts drive Bluetooth toys through the Buttplug",
    "protocol. Vigil is the program in the middle, and it watches the one that",
    "drives: if it freezes, crashes or loses its connection, Vigil stops every toy",
    "at once, closes the connection and tells you what happened.",
];
/// No address is kept for reports yet; the domain says so itself.
const MAINTAINER: &str = "The Vigil authors <maintainers@vigil.invalid>";
/// Without it Vigil runs, and no Bluetooth toy is found.
const RECOMMENDED: &str = "bluez";

pub(super) fn pack(workspace: &Workspace, place: &Place, steps: &mut Steps) -> Result<(), Error> {
    let tree = place.parts.join("tree");
    steps.step("the tree of files", || lay_out(workspace, place, &tree))?;
    steps.step("what its texts promise", || validate(&tree))?;
    steps.step(".deb", || deb(workspace, place, &tree))?;
    steps.step(".rpm", || rpm(place, &tree))?;
    steps.step(".tar.gz", || portable(workspace, place, &tree))
}

/// As it will lie on the person's computer.
fn lay_out(workspace: &Workspace, place: &Place, tree: &Path) -> Result<(), Error> {
    let packaging = workspace.packaging();
    let (documents, linux) = (packaging.join("documents"), packaging.join("linux"));
    let icons = workspace.root.join("icons");
    for (source, target, mode) in [
        (place.parts.join("vigil"), "usr/lib/vigil/vigil", 0o755),
        (place.parts.join("vigil-window"), "usr/lib/vigil/vigil-window", 0o755),
        (
            linux.join("vigil.desktop"),
            "usr/share/applications/vigil.desktop",
            0o644,
        ),
        (
            linux.join("app.vigil.Vigil.metainfo.xml"),
            "usr/share/metainfo/app.vigil.Vigil.metainfo.xml",
            0o644,
        ),
        (
            icons.join("vigil.svg"),
            "usr/share/icons/hicolor/scalable/apps/vigil.svg",
            0o644,
        ),
        (
            icons.join("32x32.png"),
            "usr/share/icons/hicolor/32x32/apps/vigil.png",
            0o644,
        ),
        (
            icons.join("128x128.png"),
            "usr/share/icons/hicolor/128x128/apps/vigil.png",
            0o644,
        ),
        (
            icons.join("128x128@2x.png"),
            "usr/share/icons/hicolor/256x256/apps/vigil.png",
            0o644,
        ),
        (documents.join("vigil.1"), "usr/share/man/man1/vigil.1", 0o644),
        (
            documents.join("vigil.bash"),
            "usr/share/bash-completion/completions/vigil",
            0o644,
        ),
        (
            documents.join("_vigil"),
            "usr/share/zsh/vendor-completions/_vigil",
            0o644,
        ),
        (
            documents.join("vigil.fish"),
            "usr/share/fish/vendor_completions.d/vigil.fish",
            0o644,
        ),
        (linux.join("copyright"), "usr/share/doc/vigil/copyright", 0o644),
        (
            workspace.root.join("CHANGELOG.md"),
            "usr/share/doc/vigil/changelog",
            0o644,
        ),
        (
            place.parts.join(LICENCES),
            "usr/share/doc/vigil/third-party-licences.txt",
            0o644,
        ),
    ] {
        install(&source, &tree.join(target), mode)?;
    }
    for text in [
        "usr/share/man/man1/vigil.1",
        "usr/share/doc/vigil/changelog",
        "usr/share/doc/vigil/third-party-licences.txt",
    ] {
        process::run(Command::new("gzip").args(["-9", "--no-name"]).arg(tree.join(text)))?;
    }
    let link = tree.join("usr/bin/vigil");
    make_parent(&link)?;
    symlink("../lib/vigil/vigil", &link).map_err(file_error("link", &link))
}

/// By the tools that software centres use.
fn validate(tree: &Path) -> Result<(), Error> {
    let share = tree.join("usr/share");
    process::run(
        Command::new("appstreamcli")
            .args(["validate", "--no-net", "--explain"])
            .arg(share.join("metainfo/app.vigil.Vigil.metainfo.xml")),
    )?;
    process::run(Command::new("desktop-file-validate").arg(share.join("applications/vigil.desktop")))
}

fn deb(workspace: &Workspace, place: &Place, tree: &Path) -> Result<(), Error> {
    let root = place.parts.join("deb");
    copy_tree(tree, &root)?;
    let architecture = process::output(Command::new("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    let control = root.join("DEBIAN").join("control");
    let text = format!(
        "Package: {NAME}\nVersion: {VERSION}\nSection: comm\nPriority: optional\nArchitecture: {architecture}\n\
         Installed-Size: {size}\nMaintainer: {MAINTAINER}\nDepends: {depends}\nRecommends: {RECOMMENDED}\n\
         Description: {SUMMARY}\n {description}\n",
        size = kibibytes(tree)?,
        depends = libraries(place, tree)?,
        description = DESCRIPTION.join("\n "),
    );
    write(&control, &text)?;
    write(&root.join("DEBIAN").join("md5sums"), &md5sums(tree)?)?;
    let package = place.packages.join(format!("{NAME}_{VERSION}_{architecture}.deb"));
    process::run(
        place.dated(
            Command::new("dpkg-deb")
                .current_dir(&workspace.root)
                .arg("--root-owner-group")
                .args(if place.is_quick {
                    ["-Zgzip", "-z1"]
                } else {
                    ["-Zxz", "-z9"]
                })
                .arg("--build")
                .arg(&root)
                .arg(&package),
        ),
    )
}

/// The packages that the programs' libraries come from, as Debian's own tool finds them.
fn libraries(place: &Place, tree: &Path) -> Result<String, Error> {
    let source = place.parts.join("shlibdeps");
    // It reads nothing of this file, and does not start without it.
    write(
        &source.join("debian").join("control"),
        "Source: vigil\n\nPackage: vigil\nArchitecture: any\n",
    )?;
    let programs = tree.join("usr/lib/vigil");
    let found = process::output(
        Command::new("dpkg-shlibdeps")
            .current_dir(&source)
            .arg("-O")
            .arg(programs.join("vigil"))
            .arg(programs.join("vigil-window"))
            .stderr(Stdio::inherit()),
    )?;
    Ok(found.trim().trim_start_matches("shlibs:Depends=").to_owned())
}

fn rpm(place: &Place, tree: &Path) -> Result<(), Error> {
    let folder = place.parts.join("rpm");
    let spec = folder.join("vigil.spec");
    let text = format!(
        "Name: {NAME}\nVersion: {VERSION}\nRelease: 1\nSummary: {SUMMARY}\nLicense: BSD-3-Clause\nGroup: Applications/Communications\n\
         Recommends: {RECOMMENDED}\n\n%description\n{description}\n\n\
         %install\nmkdir -p %{{buildroot}}\ncp -a '{tree}/.' %{{buildroot}}\n\
         mkdir -p %{{buildroot}}/usr/share/zsh/site-functions\n\
         mv %{{buildroot}}/usr/share/zsh/vendor-completions/_vigil %{{buildroot}}/usr/share/zsh/site-functions/\n\
         rmdir %{{buildroot}}/usr/share/zsh/vendor-completions\n\n\
         %files\n/usr/bin/vigil\n/usr/lib/vigil\n/usr/share/applications/vigil.desktop\n\
         /usr/share/metainfo/app.vigil.Vigil.metainfo.xml\n/usr/share/icons/hicolor/*/apps/vigil.*\n\
         %doc /usr/share/man/man1/vigil.1.gz\n/usr/share/bash-completion/completions/vigil\n\
         /usr/share/zsh/site-functions/_vigil\n/usr/share/fish/vendor_completions.d/vigil.fish\n%doc /usr/share/doc/vigil\n",
        description = DESCRIPTION.join("\n"),
        tree = tree.display(),
    );
    write(&spec, &text)?;
    // What differs from machine to machine, and what would change the programs once more.
    let defines = [
        format!("_topdir {}", folder.join("build").display()),
        format!("_rpmdir {}", folder.display()),
        "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm".to_owned(),
        "_buildhost vigil".to_owned(),
        "use_source_date_epoch_as_buildtime 1".to_owned(),
        "clamp_mtime_to_source_date_epoch 1".to_owned(),
        "build_mtime_policy clamp_to_source_date_epoch".to_owned(),
        "_build_id_links none".to_owned(),
        "debug_package %{nil}".to_owned(),
        "__os_install_post %{nil}".to_owned(),
        format!("_binary_payload w{}.zstdio", if place.is_quick { 1 } else { 19 }),
    ];
    let mut build = Command::new("rpmbuild");
    build.args(["-bb", "--quiet", "--target", &format!("{}-linux", env::consts::ARCH)]);
    for define in defines {
        build.args(["--define", &define]);
    }
    process::run(place.dated(build.arg(&spec)))?;
    let name = format!("{NAME}-{VERSION}-1.{}.rpm", env::consts::ARCH);
    let package = folder.join(&name);
    fs::copy(&package, place.packages.join(&name))
        .map(drop)
        .map_err(file_error("copy", &package))
}

/// Unpacked anywhere, it runs from there.
fn portable(workspace: &Workspace, place: &Place, tree: &Path) -> Result<(), Error> {
    let name = format!("{NAME}-{VERSION}-linux-{}", env::consts::ARCH);
    let folder = place.parts.join("portable").join(&name);
    let (programs, doc) = (tree.join("usr/lib/vigil"), tree.join("usr/share/doc/vigil"));
    for (source, target, mode) in [
        (programs.join("vigil"), "vigil", 0o755),
        (programs.join("vigil-window"), "vigil-window", 0o755),
        (workspace.packaging().join("linux/README.txt"), "README.txt", 0o644),
        (workspace.root.join("LICENSE"), "LICENSE", 0o644),
        (
            doc.join("third-party-licences.txt.gz"),
            "third-party-licences.txt.gz",
            0o644,
        ),
        (tree.join("usr/share/man/man1/vigil.1.gz"), "vigil.1.gz", 0o644),
        (workspace.root.join("icons/vigil.svg"), "vigil.svg", 0o644),
    ] {
        install(&source, &folder.join(target), mode)?;
    }
    let tar = place.packages.join(format!("{name}.tar"));
    process::run(
        Command::new("tar")
            .args(["--create", "--sort=name", "--owner=0", "--group=0", "--numeric-owner"])
            .args(["--format=gnu", &format!("--mtime=@{}", place.epoch)])
            .arg("--directory")
            .arg(place.parts.join("portable"))
            .arg("--file")
            .arg(&tar)
            .arg(&name),
    )?;
    let effort = if place.is_quick { "-1" } else { "-9" };
    process::run(Command::new("gzip").args([effort, "--no-name"]).arg(&tar))
}

fn install(source: &Path, target: &Path, mode: u32) -> Result<(), Error> {
    make_parent(target)?;
    fs::copy(source, target).map_err(file_error("copy", source))?;
    fs::set_permissions(target, fs::Permissions::from_mode(mode)).map_err(file_error("set the mode of", target))
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    make_parent(file)?;
    fs::write(file, text).map_err(file_error("write", file))
}

fn make_parent(file: &Path) -> Result<(), Error> {
    match file.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(file_error("make", folder)),
        None => Ok(()),
    }
}

/// With links as links.
fn copy_tree(from: &Path, to: &Path) -> Result<(), Error> {
    make_parent(to)?;
    process::run(Command::new("cp").args(["--archive"]).arg(from).arg(to))
}

fn kibibytes(tree: &Path) -> Result<String, Error> {
    let told = process::output(
        Command::new("du")
            .args(["--summarize", "--apparent-size", "--block-size=1024"])
            .arg(tree),
    )?;
    Ok(told.split_whitespace().next().unwrap_or("0").to_owned())
}

fn md5sums(tree: &Path) -> Result<String, Error> {
    let mut files = Vec::new();
    files_below(tree, &mut files)?;
    files.sort();
    let mut sums = Command::new("md5sum");
    sums.current_dir(tree);
    for file in &files {
        sums.arg(file.strip_prefix(tree).unwrap_or(file));
    }
    process::output(&mut sums)
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(file_error("read", folder))? {
        let path = entry.map_err(file_error("read", folder))?.path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            files_below(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
