"""The site log in public: its files for programs, and a page for people."""
