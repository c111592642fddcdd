use proptest::prelude::*;

use super::*;

fn file() -> (tempfile::TempDir, JsonFile) {
    let dir = tempfile::tempdir().unwrap();
    let file = JsonFile::new(dir.path().join("a.json"));
    (dir, file)
}

/// What a file may hold.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
#[serde(default)]
struct Kept {
    numbers: Vec<u32>,
    version: u32,
}

impl Versioned for Kept {
    const NEWEST: u32 = 1;

    fn version(&self) -> u32 {
        self.version
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            numbers: vec![7],
            version: 1,
        }
    }
}

fn kept(numbers: &[u32]) -> Kept {
    Kept {
        numbers: numbers.to_vec(),
        ..Kept::default()
    }
}

fn load(file: &JsonFile) -> Loaded<Kept> {
    file.load()
}

const DAMAGED: [&str; 8] = [
    "",
    "{",
    "[1,",
    "\"text\"",
    "[]",
    "[[1]]",
    "{\"numbers\":[-1]}",
    "\u{0}\u{0}\u{0}",
];

#[test]
fn what_was_written_is_read() {
    let (_dir, file) = file();
    assert_eq!(load(&file), Loaded::Missing);
    file.save(&kept(&[1, 2])).unwrap();
    file.save(&kept(&[3])).unwrap();
    assert_eq!(load(&file), Loaded::Found(kept(&[3])));
}

#[test]
fn s8_a_damaged_file_gives_way_to_the_last_good_copy() {
    for damaged in DAMAGED {
        let (dir, file) = file();
        file.save(&kept(&[1])).unwrap();
        fs::write(dir.path().join("a.json"), damaged).unwrap();
        let Loaded::Restored {
            value,
            written,
            set_aside,
            standing,
            ..
        } = load(&file)
        else {
            panic!("{damaged:?} was taken");
        };
        assert_eq!((value, standing), (kept(&[1]), Standing::Good));
        assert!(written.is_some());
        assert_eq!(fs::read_to_string(set_aside.unwrap()).unwrap(), damaged);
        assert_eq!(load(&file), Loaded::Found(kept(&[1])), "it is back in its place");
    }
}

#[test]
fn s8_without_a_copy_a_damaged_file_stays_where_it_is() {
    for damaged in DAMAGED {
        let (dir, file) = file();
        fs::write(dir.path().join("a.json"), damaged).unwrap();
        for _ in 0..2 {
            assert!(matches!(load(&file), Loaded::Damaged { .. }), "{damaged:?}");
        }
        let aside = file.set_aside().unwrap();
        assert_eq!(fs::read_to_string(aside).unwrap(), damaged);
        assert_eq!(load(&file), Loaded::Missing);
    }
}

#[test]
fn s8_a_file_that_is_gone_is_restored() {
    let (dir, file) = file();
    file.save(&kept(&[1])).unwrap();
    fs::remove_file(dir.path().join("a.json")).unwrap();
    assert!(matches!(load(&file), Loaded::Restored { set_aside: None, .. }));
    assert_eq!(load(&file), Loaded::Found(kept(&[1])));
}

#[test]
fn s8_a_newer_version_is_not_guessed_at() {
    let (_dir, file) = file();
    let newer = Kept {
        version: Kept::NEWEST + 1,
        ..kept(&[9])
    };
    file.save(&newer).unwrap();
    let bytes = fs::read(file.path()).unwrap();
    assert!(matches!(load(&file), Loaded::Damaged { .. }), "the copy is as new");
    assert_eq!(fs::read(file.path()).unwrap(), bytes, "it is where it was");
}

#[test]
fn s8_what_cannot_be_read_is_left_alone() {
    let (dir, file) = file();
    file.save(&kept(&[1])).unwrap();
    // A directory in its place: root is not stopped by permissions, but by this.
    fs::remove_file(dir.path().join("a.json")).unwrap();
    fs::create_dir(dir.path().join("a.json")).unwrap();
    let Loaded::Unreadable { value, .. } = load(&file) else {
        panic!("it is no file");
    };
    assert_eq!(value, Some(kept(&[1])));
    assert!(dir.path().join("a.json").is_dir());
    assert!(file.refuse(Standing::Unreadable).is_err());
}

/// rustix makes none on macOS.
#[cfg(target_os = "linux")]
#[test]
fn s8_a_pipe_in_its_place_holds_nobody_up() {
    let (dir, file) = file();
    let path = dir.path().join("a.json");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    assert!(matches!(load(&file), Loaded::Unreadable { value: None, .. }));
}

#[cfg(unix)]
#[test]
fn s8_a_failed_write_leaves_the_old_version() {
    let (dir, file) = file();
    file.save(&kept(&[1])).unwrap();
    let nowhere = JsonFile::new(dir.path().join("no/such/dir.json"));
    assert!(nowhere.save(&kept(&[2])).is_err());
    assert_eq!(load(&file), Loaded::Found(kept(&[1])));
}

/// As virus scanners do.
#[cfg(windows)]
#[test]
fn s8_a_file_that_somebody_reads_is_replaced_as_soon_as_they_are_done() {
    use std::os::windows::fs::OpenOptionsExt;

    let (dir, file) = file();
    file.save(&kept(&[1])).unwrap();
    let path = dir.path().join("a.json");
    let scanned = fs::OpenOptions::new().read(true).share_mode(0).open(&path).unwrap();
    let saving = std::thread::spawn({
        let file = file.clone();
        move || file.save(&kept(&[2])).map_err(|error| error.to_string())
    });
    // It is refused in the meantime, however often it tries.
    std::thread::park_timeout(crate::timeouts::FILE_LOOK * 3);
    drop(scanned);
    assert_eq!(saving.join().unwrap(), Ok(()));
    assert_eq!(load(&file), Loaded::Found(kept(&[2])));
}

#[test]
fn the_copy_is_of_what_was_read() {
    let (dir, file) = file();
    fs::write(dir.path().join("a.json"), r#"{"numbers":[4]}"#).unwrap();
    let Loaded::Found(value) = load(&file) else {
        panic!("it is good");
    };
    file.keep_copy(&value).unwrap();
    fs::write(dir.path().join("a.json"), "{").unwrap();
    assert!(matches!(load(&file), Loaded::Restored { value, .. } if value == kept(&[4])));
}

proptest! {
    #[test]
    fn s8_whatever_becomes_of_the_file_its_last_value_is_had(bytes in any::<Vec<u8>>(), cut in any::<bool>()) {
        let (dir, file) = file();
        file.save(&kept(&[1, 2, 3])).unwrap();
        let path = dir.path().join("a.json");
        let whole = fs::read(&path).unwrap();
        let damaged = if cut { whole[..bytes.len().min(whole.len())].to_vec() } else { bytes };
        fs::write(&path, &damaged).unwrap();
        match load(&file) {
            Loaded::Found(_) => prop_assert!(serde_json::from_slice::<Kept>(&damaged).is_ok()),
            Loaded::Restored { value, set_aside: Some(aside), .. } => {
                prop_assert_eq!(value, kept(&[1, 2, 3]));
                prop_assert_eq!(fs::read(aside).unwrap(), damaged);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
