use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use thiserror::Error;
use tokio::{
    runtime::Builder,
    time::{sleep, timeout},
};

use super::{
    channel::{Line, connect},
    message::{Answer, Question},
};
use crate::{files::DataDir, timeouts};

/// Why there is no answer, for the person who asked.
#[derive(Debug, Error)]
pub(super) enum Unanswered {
    #[error("No Vigil is running with the data in {0}.")]
    NoneRuns(PathBuf),
    /// It starts, or ends, or had no room for its socket.
    #[error("A Vigil is running with the data in {0}, but it cannot be reached.")]
    Unreachable(PathBuf),
    /// It was told, and has latched the stop.
    #[error("Vigil{} holds every toy, but did not say within {} s whether they stopped.", process(*.0), timeouts::CALL.as_secs())]
    HalfAnswered(Option<u32>),
    #[error("Vigil{} did not answer within {} s.", process(*.0), timeouts::CALL.as_secs())]
    Silent(Option<u32>),
    #[error("Vigil ended before it answered.")]
    Ended,
    #[error("What listens for Vigil with the data in {0} belongs to another user.")]
    Foreign(PathBuf),
    #[error("Vigil could not be asked: {0}.")]
    Failed(#[from] io::Error),
}

fn process(id: Option<u32>) -> String {
    id.map(|id| format!(" (process {id})")).unwrap_or_default()
}

/// How far the conversation came.
#[derive(Debug, Default)]
struct Course {
    /// Somebody listens.
    reached: bool,
    peer: Option<u32>,
    /// The stop is latched.
    held: bool,
}

/// Asks the Vigil that runs with this data directory. Blocks for [`timeouts::CALL`] at most.
pub(super) fn ask(data_dir: &Path, question: &Question) -> Result<Answer, Unanswered> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut course = Course::default();
    let answer = runtime.block_on(async { timeout(timeouts::CALL, converse(data_dir, question, &mut course)).await });
    match answer {
        Ok(answer) => answer,
        Err(_) if course.held => Err(Unanswered::HalfAnswered(course.peer)),
        Err(_) if course.reached => Err(Unanswered::Silent(course.peer)),
        Err(_) => Err(Unanswered::Unreachable(data_dir.to_owned())),
    }
}

async fn converse(data_dir: &Path, question: &Question, course: &mut Course) -> Result<Answer, Unanswered> {
    let mut line = reach(data_dir, course).await?;
    course.reached = true;
    course.peer = line.peer();
    line.say(question).await.map_err(ended)?;
    loop {
        match line.hear().await.map_err(ended)? {
            Some(Answer::Held) => course.held = true,
            Some(answer) => return Ok(answer),
            None => return Ok(Answer::NotUnderstood),
        }
    }
}

/// A Vigil that holds the data directory and does not listen may do so in a moment.
async fn reach(data_dir: &Path, course: &mut Course) -> Result<Line, Unanswered> {
    loop {
        match connect(data_dir).await {
            Ok(line) => return Ok(line),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
                    if !DataDir::is_held(data_dir) {
                        return Err(Unanswered::NoneRuns(data_dir.to_owned()));
                    }
                }
                // Many ask at the same time, or it takes nobody in.
                ErrorKind::WouldBlock => course.reached = true,
                ErrorKind::PermissionDenied => return Err(Unanswered::Foreign(data_dir.to_owned())),
                _ => return Err(error.into()),
            },
        }
        sleep(timeouts::CALL_AGAIN).await;
    }
}

fn ended(error: io::Error) -> Unanswered {
    match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => Unanswered::Ended,
        _ => error.into(),
    }
}
