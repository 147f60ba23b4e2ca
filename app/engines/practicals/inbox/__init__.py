"""Messages to be judged and dealt with: verdicts, cues, actions, mail sent, dangerous steps."""
