//! The page's own icons, drawn with one pen on a grid of 24 by 24.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Check,
    Close,
    Copy,
    Cross,
    DeadLetter,
    Download,
    Fit,
    FlowDown,
    FlowRight,
    FullSize,
    Gallery,
    Globe,
    Heart,
    Info,
    List,
    Minus,
    Moon,
    Open,
    PanelBelow,
    PanelRight,
    Pause,
    Play,
    Plus,
    Queue,
    Reset,
    Search,
    Service,
    Settings,
    SkipNext,
    StepOne,
    Stop,
    Sun,
    System,
    Table,
    Take,
    Token,
    Topic,
    Trash,
    Undo,
    Wait,
    Warning,
    Workflow,
}

impl Icon {
    /// The strokes, as SVG path data.
    pub fn path(self) -> &'static str {
        match self {
            Icon::Check => "M5 12.5l4.5 4.5L19 7.5",
            Icon::Close => "M6 6l12 12M18 6L6 18",
            Icon::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Icon::Cross => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9 9l6 6M15 9l-6 6",
            Icon::DeadLetter => "M4 7h16v11H4zM4 7l8 6 8-6M9 21l6-6M15 21l-6-6",
            Icon::Download => "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19h14",
            Icon::Fit => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
            Icon::FlowDown => "M8 3h8v5H8zM8 16h8v5H8zM12 8v8M9.5 13.5L12 16l2.5-2.5",
            Icon::FlowRight => "M3 8h5v8H3zM16 8h5v8h-5zM8 12h8M13.5 9.5L16 12l-2.5 2.5",
            Icon::FullSize => "M4 8l3-2v12M20 6v12M17 8l3-2M12 10v.01M12 15v.01",
            Icon::Gallery => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
            Icon::Globe => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3.5 9h17M3.5 15h17M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18"
            }
            Icon::Heart => {
                "M12 20C5 15 3 12 3 8.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 9 1.5C21 12 19 15 12 20z"
            }
            Icon::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 8v.01",
            Icon::List => "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
            Icon::Minus => "M6 12h12",
            Icon::Moon => "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
            Icon::Open => "M4 19V5h6l2 3h8v11zM12 11v5M9.5 13.5h5",
            Icon::PanelBelow => "M3 4h18v16H3zM3 14h18",
            Icon::PanelRight => "M3 4h18v16H3zM15 4v16",
            Icon::Pause => "M8 5v14M16 5v14",
            Icon::Play => "M7 4.5v15l12-7.5z",
            Icon::Plus => "M12 6v12M6 12h12",
            Icon::Queue => "M3 7h18v10H3zM8 7v10M13 7v10M18 7v10",
            Icon::Reset => "M4 5v5h5M4.5 10a8 8 0 1 1-.3 4",
            Icon::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L20 20",
            Icon::Service => "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
            Icon::Settings => "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
            Icon::SkipNext => "M4 5v14l8-7zM12 5v14l8-7zM21 5v14",
            Icon::StepOne => "M6 5v14l9-7zM19 5v14",
            Icon::Stop => "M6 6h12v12H6z",
            Icon::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19"
            }
            Icon::System => "M3 5h18v12H3zM9 21h6M12 17v4",
            Icon::Table => "M3 5h18v14H3zM3 10h18M3 14.5h18M9 5v14",
            Icon::Take => "M12 4v11M7 10.5l5 5 5-5M4 20h16",
            Icon::Token => "M8 12a4 4 0 1 1 0 .01M12 12h9M17 12v3.5M20 12v2.5",
            Icon::Topic => "M5 10v4h3l7 4V6l-7 4zM18 9c1.3 1.7 1.3 4.3 0 6",
            Icon::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
            Icon::Undo => "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 12h-2",
            Icon::Wait => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2",
            Icon::Warning => "M12 4L2.5 20h19zM12 10v4.5M12 17.4v.01",
            Icon::Workflow => "M4 4h6v5H4zM14 15h6v5h-6zM7 9v8.5h7",
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct SignProps {
    pub icon: Icon,
}

/// An icon beside a word; a reader of the page that cannot see hears only the word.
#[component]
pub fn Sign(props: &SignProps) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={props.icon.path()} /></svg>
    }
}
