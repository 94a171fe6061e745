"""Transcripts and subtitles: WebVTT, SRT and SBV.

They hold offsets from a beginning that stands elsewhere, and what a machine heard: a kind of its own ("transcript"),
never mixed with what people typed. Speakers come from voice tags (Teams) or from "Name: " (Zoom).
"""
